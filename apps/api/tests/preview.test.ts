import type { ErrorBody, PipelineSaved, Preview } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await createFakeProvider();
  server = await startTestServer({}, { runner: 'child' });
  await server.send('POST', '/api/llm-models', {
    name: 'm',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'fake-large',
    prices: { input: 1, output: 2 },
    is_default: true,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function post<T>(path: string, body: unknown): Promise<{ status: number; body: T }> {
  const response = await server.send('POST', path, body);
  return { status: response.status, body: (await response.json()) as T };
}
const ask = async (body: unknown) => (await post<Preview>('/api/preview', body)).body;

const definition = {
  name: 'Two',
  blocks: [
    {
      type: 'TextGenerator',
      config: { user_prompt: 'Write about {{ topic }}' },
      outputs: { assistant: 'text' },
    },
    {
      type: 'TextGenerator',
      config: { user_prompt: 'Shorten {{ text }}' },
      outputs: { assistant: 'short' },
    },
  ],
};
const seeds = (...topics: string[]) => topics.map((topic) => ({ metadata: { topic } }));

async function countStored(): Promise<number[]> {
  const paths = ['/api/pipelines', '/api/jobs', '/api/records'];
  const lists = await Promise.all(
    paths.map(async (path) => (await (await server.get(path)).json()) as unknown[]),
  );
  return lists.map(({ length }) => length);
}

test('a few seeds run in the runner, with an estimate for the file; nothing is stored', async () => {
  const before = await countStored();
  const preview = await ask({
    definition,
    seeds: seeds('a', 'b', 'a much longer topic that costs more'),
    total_seeds: 1_000,
  });
  expect(preview.results.map(({ status, seed_index }) => [status, seed_index])).toEqual([
    ['generated', 0],
    ['generated', 1],
    ['generated', 2],
  ]);
  expect(preview.results[1]).toMatchObject({
    result: { topic: 'b', short: expect.any(String) as string },
    trace: [
      { step_id: 'TextGenerator-1', calls: [{ origin: 'bought' }] },
      { step_id: 'TextGenerator-2', calls: [{ origin: 'bought' }] },
    ],
  });
  const { estimate, usage, cost } = preview;
  expect(usage.input_tokens).toBeGreaterThan(0);
  expect(cost).toBeCloseTo((usage.input_tokens + 2 * usage.output_tokens) / 1e6, 12);
  expect(estimate).toMatchObject({ total_seeds: 1_000, sampled_seeds: 3 });
  expect(estimate?.executions).toEqual({ value: 1_000, low: 1_000, high: 1_000 });
  expect(estimate?.cost?.value).toBeCloseTo(((cost ?? 0) * 1_000) / 3, 9);
  expect(estimate?.cost?.low).toBeLessThan(estimate?.cost?.value ?? 0);
  expect(estimate?.input_tokens.high).toBeGreaterThan((usage.input_tokens * 1_000) / 3);
  expect(await countStored()).toEqual(before);
});

test('of a stored pipeline one step runs alone, over a given state', async () => {
  const saved = await post<PipelineSaved>('/api/pipelines', definition);
  const step = { pipeline_id: saved.body.id, step_id: 'TextGenerator-2' };
  const preview = await ask({ ...step, state: { text: 'long' }, seeds: seeds('a') });
  expect(preview).toMatchObject({
    problems: [],
    results: [{ status: 'generated', result: { topic: 'a', text: 'long' }, trace: [{}] }],
    estimate: null,
  });
  expect(await ask(step)).toMatchObject({
    problems: [{ step: 2, step_id: 'TextGenerator-2', code: 'missing_field', fields: ['text'] }],
    results: [],
  });
  expect(await post('/api/preview', { ...step, step_id: 'x' })).toMatchObject({
    status: 404,
    body: { code: 'step_not_found', detail: { step_ids: expect.any(Array) as string[] } },
  });
});

test('what keeps a pipeline from running comes back as problems, and nothing is asked', async () => {
  const { requests } = provider.counters;
  const blocks = [...definition.blocks, { type: 'Nope' }];
  const preview = await ask({ definition: { ...definition, blocks }, seeds: seeds('a') });
  expect(preview).toMatchObject({ results: [], estimate: null });
  expect(preview.problems).toContainEqual(
    expect.objectContaining({ code: 'unknown_block', step: 3 }),
  );
  const lacking = await ask({ definition, seeds: [...seeds('a'), { metadata: {} }] });
  expect(lacking.problems).toContainEqual(
    expect.objectContaining({ code: 'missing_field', fields: ['topic'] }),
  );
  expect(provider.counters.requests).toBe(requests);
});

test('an execution that fails or is filtered is a result with its reason', async () => {
  const filter = { type: 'Filter', config: { condition: '{{ eq topic "kept" }}', reason: 'off' } };
  const preview = await ask({
    definition: { name: 'Filtered', blocks: [filter] },
    seeds: seeds('kept', 'dropped'),
  });
  expect(preview.results).toMatchObject([
    { status: 'generated', reason: null },
    { status: 'filtered', reason: { message: 'off' }, step_id: 'Filter-1' },
  ]);
});

test('of many branches five run, and the estimate counts all', async () => {
  const blocks = [
    {
      type: 'MarkdownMultiplierBlock',
      config: { chunk_size: 40, chunk_overlap: 0 },
    },
    { type: 'TextGenerator', config: { user_prompt: 'Ask about {{ chunk_text }}' } },
  ];
  const file_content = Array.from({ length: 8 }, (_, i) => `# Part ${i}\n\nText ${i} of it.`);
  const preview = await ask({
    definition: { name: 'Branches', blocks },
    seeds: [{ metadata: { file_content: file_content.join('\n\n') } }],
    total_seeds: 10,
  });
  expect(preview.results.map(({ branch }) => branch)).toEqual(['0', '1', '2', '3', '4']);
  expect(preview.skipped_branches).toBeGreaterThan(0);
  expect(preview.estimate?.executions.value).toBeCloseTo(10 * (5 + preview.skipped_branches), 6);
});

test.each([
  [{ definition }, 400, 'seeds_required'],
  [{ seeds: seeds('a') }, 422, 'schema_violation'],
  [{ definition, pipeline_id: 1, seeds: seeds('a') }, 422, 'schema_violation'],
  [{ definition, seeds: seeds(...Array.from({ length: 21 }, String)) }, 422, 'schema_violation'],
  [{ definition, seeds: [{ topic: 'a' }] }, 400, 'bad_seeds'],
  [{ pipeline_id: 9_999, seeds: seeds('a') }, 404, 'not_found'],
])('case %#: a preview that can’t be is refused', async (body, status, code) => {
  expect(await post<ErrorBody>('/api/preview', body)).toMatchObject({ status, body: { code } });
});

test.each([
  ['a preview', '/api/preview', { definition, seeds: seeds('a', 'b') }, 2],
  ['an execution', '/api/pipelines/1/execute', { topic: 'a' }, 1],
])('%s ends when its client goes away', async (_what, path, body, calls) => {
  await server.send('POST', '/api/pipelines?reuse=true', definition);
  provider.options.latencyMs = 60_000;
  const gone = new AbortController();
  const asked = fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: gone.signal,
  });
  await vi.waitFor(() => expect(provider.counters.inFlight).toBe(calls), { timeout: 30_000 });
  gone.abort();
  await expect(asked).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(provider.counters.inFlight).toBe(0), { timeout: 30_000 });
});
