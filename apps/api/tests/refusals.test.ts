import { createFakeProvider } from '@datagenflow/llm/testing';
import { systemClock, type ErrorBody } from '@datagenflow/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

const MB = 1024 ** 2;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({}, { searchMs: 0 });
  await server.send('POST', '/api/pipelines', {
    name: 'Copy',
    blocks: [{ type: 'FieldMapper', config: { mappings: { copy: '{{ text }}' } } }],
  });
  const seeds = [{ repetitions: 450, metadata: { text: 'alike' } }];
  await server.runtime.runner.finished(await server.generate(1, seeds));
});
afterAll(() => server[Symbol.asyncDispose]());

async function readError(response: Response): Promise<Partial<ErrorBody> & { status: number }> {
  return { status: response.status, ...((await response.json()) as ErrorBody) };
}

test.each([
  ['/api/pipelines', 17, '16 MB'],
  ['/api/seeds/validate', 40, '16 MB'],
  ['/api/session', 3, '2 MB'],
])('a JSON body that is too large is 413: %s with %d MB', async (path, size, limit) => {
  const answer = await readError(await server.send('POST', path, { text: 'x'.repeat(size * MB) }));
  expect(answer).toMatchObject({ status: 413, code: 'body_too_large' });
  expect(answer.error).toContain(limit);
});

test('a search that takes too long says X-Partial and where to go on', async () => {
  const found: number[] = [];
  const partial: (string | null)[] = [];
  let next: string | null = '';
  while (next !== null) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const response = await server.get(`/api/records?q=alike&limit=500${cursor}`);
    expect(response.status).toBe(200);
    const records = (await response.json()) as { id: number }[];
    found.push(...records.map(({ id }) => id));
    partial.push(response.headers.get('x-partial'));
    next = response.headers.get('x-next-cursor');
  }
  expect(partial).toEqual(['true', 'true', null]);
  expect(new Set(found).size).toBe(450);
  const whole = await server.get('/api/records?job_id=1');
  expect(whole.headers.get('x-partial')).toBeNull();
});

const head = (format: string) =>
  fetch(`${server.url}/api/export/download?format=${format}`, { method: 'HEAD' });

test.each(['jsonl', 'json', 'csv'])('HEAD of an export has its headers: %s', async (format) => {
  const [asked, whole] = [
    await head(format),
    await server.get(`/api/export/download?format=${format}`),
  ];
  for (const name of ['content-type', 'content-disposition']) {
    expect([name, asked.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  }
  expect([asked.status, await asked.text()]).toEqual([200, '']);
  expect((await whole.text()).length).toBeGreaterThan(450);
});

test('HEAD of an export reads no record: what would refuse a format is not found', async () => {
  const whole = await server.get('/api/export?format=chat');
  expect(await readError(whole)).toMatchObject({ status: 422, code: 'not_a_chat' });
  expect((await head('chat')).status).toBe(200);
});

const ask = { name: 'Ask', blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hi' } }] };

test.each([
  [
    '/api/preview',
    { definition: ask, seeds: [{ metadata: {} }] },
    'preview_timeout',
    'Preview fewer seeds',
  ],
  ['/api/pipelines/1/execute', {}, 'execution_timeout', 'Start a job'],
])(
  'row 52: %s that takes too long is 504, ended, and says what to do',
  async (path, body, code, advice) => {
    await using provider = await createFakeProvider({ latencyMs: 60_000 });
    await using impatient = await startTestServer(
      {},
      {
        serverClock: {
          ...systemClock,
          sleep: (ms, signal) =>
            ms === 240_000 ? Promise.resolve() : systemClock.sleep(ms, signal),
        },
      },
    );
    await impatient.send('POST', '/api/llm-models', {
      name: 'slow',
      provider: 'custom',
      endpoint: provider.url,
      model_name: 'fake-large',
      is_default: true,
    });
    await impatient.send('POST', '/api/pipelines', ask);
    expect(await readError(await impatient.send('POST', path, body))).toMatchObject({
      status: 504,
      code,
      error: expect.stringContaining(advice) as string,
      detail: { limit_ms: 240_000 },
    });
    await vi.waitFor(() => expect(provider.counters.inFlight).toBe(0), { timeout: 30_000 });
    expect(impatient.bugs).toEqual([]);
  },
);

test('nothing of this was a bug', () => {
  expect(server.bugs).toEqual([]);
});
