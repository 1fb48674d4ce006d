import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORM_END, part, post } from './support/send-raw.js';
import { startTestServer, type TestServer } from './support/test-server.js';

const MB = 1024 ** 2;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ MAX_SEED_BYTES: String(MB) });
  await server.send('POST', '/api/pipelines/from_template/text_classification');
});
afterAll(() => server[Symbol.asyncDispose]());

describe('POST /api/seeds/validate', () => {
  const validate = (text: string, fileName: string, ...more: string[]) =>
    post(server.port, '/api/seeds/validate', [
      part('file', text, fileName),
      part('pipeline_id', '1'),
      ...more,
      FORM_END,
    ]);
  const good = '{"metadata":{"content":"a"}}';

  test('a file and a JSON body get the same report, each bad seed by its number', async () => {
    const list = [
      { metadata: { content: 'a' } },
      { content: 'b' },
      { metadata: {} },
      { metadata: 3 },
    ];
    const body = { pipeline_id: 1, seeds: list };
    const response = await server.send('POST', '/api/seeds/validate', body);
    const report = (await response.json()) as { valid: boolean; errors: string[] };
    expect(report.valid).toBe(false);
    const text = report.errors.join('\n');
    for (const named of ['Seed 2 ', 'Seed 4 ', 'seed 3 ']) expect(text).toContain(named);
    const uploaded = await validate(list.map((seed) => JSON.stringify(seed)).join('\n'), 's.jsonl');
    expect(uploaded).toEqual({ status: 200, body: report });
  });

  test('good seeds, with warnings', async () => {
    const text = `${good}\n{"repetitions":0,"metadata":{"content":"b"}}`;
    expect(await validate(text, 's.jsonl')).toEqual({
      status: 200,
      body: {
        valid: true,
        errors: [],
        warnings: ['1 seed(s) have repetitions=0 (will not generate records)'],
      },
    });
    const { body } = await validate('{"content":"a"}', 's.jsonl', part('options', '{"wrap":true}'));
    expect(body).toMatchObject({ valid: true });
  });

  test('bad seeds hide no warnings', async () => {
    const text = `${good}\n{"repetitions":0,"metadata":{"content":"b"}}\n{}`;
    const { body } = await validate(text, 's.jsonl');
    expect(body).toMatchObject({
      valid: false,
      errors: [expect.stringContaining('Seed 3 ')],
      warnings: ['1 seed(s) have repetitions=0 (will not generate records)'],
    });
  });

  test('the first 100 bad seeds are named, and the others counted', async () => {
    const { body } = await validate(`${good}\n${'{}\n'.repeat(250)}`, 's.jsonl');
    const { errors } = body as unknown as { errors: string[] };
    expect(errors).toHaveLength(101);
    expect(errors[99]).toContain('Seed 101 ');
    expect(errors[100]).toBe('150 more seeds are bad.');
  });

  test('a file that can’t be read is a report, too', async () => {
    const { body } = await validate(`${good}\n${'x'.repeat(MB + 1)}`, 's.jsonl');
    expect(body).toMatchObject({ valid: false, errors: [expect.stringContaining('line 2')] });
    const other = await validate(good, 's.xlsx');
    expect(other).toMatchObject({ status: 400, body: { code: 'seed_format_unknown' } });
  });

  test.each(['/api/preview', '/api/pipelines/validate'])(
    'MAX_SEED_BYTES is the limit of a seed given to %s, too',
    async (path) => {
      const definition = {
        name: 'Echo',
        blocks: [{ type: 'TextGenerator', config: { user_prompt: '{{ content }}' } }],
      };
      const seeds = [{ metadata: { content: 'x'.repeat(MB) } }];
      const response = await server.send('POST', path, { definition, seeds });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'record_too_large' });
    },
  );
});
