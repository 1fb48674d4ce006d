import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/pipelines/from_template/text_classification');
});
afterAll(() => server[Symbol.asyncDispose]());

const json = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as { error: string; code: string; detail: Record<string, unknown> },
});
const form = { pipeline_id: '1' };
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('bad input gets a clear error and nothing is stored', () => {
  test.each([
    [
      'broken JSON',
      form,
      'seeds.json',
      '[{"metadata": {}},\n {"metadata": {"a": }}]',
      400,
      'json_invalid',
      'line 2, column 21',
    ],
    [
      'a seed without metadata',
      form,
      's.json',
      '[{"metadata":{"content":"a"}},{"content":"b"}]',
      400,
      'bad_seeds',
      'Seed 2 ',
    ],
    [
      'a seed that lacks a field',
      form,
      's.json',
      '[{"metadata":{"content":"a"}},{"metadata":{"text":"b"}}]',
      400,
      'pipeline_invalid',
      'seed 2 does not have',
    ],
    ['no seeds', form, 's.json', '[]', 400, 'no_executions', 'holds no seeds'],
    [
      'repetitions 0',
      form,
      's.json',
      '[{"repetitions":0,"metadata":{"content":"a"}}]',
      400,
      'no_executions',
      'repetitions 0',
    ],
    [
      'a broken line',
      form,
      's.jsonl',
      '{"metadata":{"content":"a"}}\r\n\r\n{"metadata":{"content":"b"}',
      400,
      'json_invalid',
      'Line 3 is not JSON',
    ],
    [
      'a quote that is not closed',
      form,
      's.csv',
      'content\n"a',
      400,
      'csv_invalid',
      'broken at line 2',
    ],
    [
      'a row that is too long',
      form,
      's.csv',
      'content\na\nb,c',
      400,
      'bad_seeds',
      'Line 3 has 2 cells',
    ],
    [
      'a column twice',
      form,
      's.csv',
      'content,content\na,b',
      400,
      'csv_invalid',
      "two columns called 'content'",
    ],
    [
      'a column that is lacking',
      form,
      's.csv',
      'text\na',
      400,
      'pipeline_invalid',
      'seed 1 does not have',
    ],
    ['a header alone', form, 's.csv', 'content\n', 400, 'no_executions', 'holds no seeds'],
    [
      'a NUL byte',
      form,
      's.jsonl',
      '{"metadata":{"content":"a"}}\n\0',
      400,
      'encoding_invalid',
      'line 2, byte 1',
    ],
    [
      'a huge line',
      form,
      's.jsonl',
      `{"metadata":{"content":"${'x'.repeat(9_000_000)}`,
      422,
      'record_too_large',
      'line 1',
    ],
    ['another ending', form, 's.xlsx', 'x', 400, 'seed_format_unknown', '.jsonl'],
    [
      'an unknown pipeline',
      { pipeline_id: '77' },
      's.json',
      '[{"metadata":{}}]',
      404,
      'not_found',
      '77',
    ],
    ['no pipeline', {}, 's.json', '[{"metadata":{}}]', 400, 'pipeline_id_required', 'pipeline_id'],
    [
      'an unknown form field',
      { ...form, blocks: '[]' },
      's.json',
      '[]',
      422,
      'schema_violation',
      'blocks',
    ],
    [
      'broken options',
      { ...form, options: '{' },
      's.json',
      '[]',
      400,
      'options_invalid',
      'options',
    ],
    [
      'unknown options',
      { ...form, options: '{"concurency":3}' },
      's.json',
      '[]',
      422,
      'schema_violation',
      'concurrency',
    ],
    [
      'an unknown override',
      { ...form, options: '{"set":{"Nope-1.x":1}}' },
      's.json',
      '[]',
      422,
      'unknown_override',
      'StructuredGenerator-1',
    ],
  ] as const)('%s', async (_name, fields, name, text, status, code, message) => {
    const answer = await json(await server.upload(fields, { name, text }));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.error).toContain(message);
    expect(await (await server.get('/api/jobs')).json()).toEqual([]);
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual([]);
  });

  test('a form without a file', async () => {
    const body = new FormData();
    body.set('pipeline_id', '1');
    const answer = await json(await fetch(`${server.url}/api/generate`, { method: 'POST', body }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'file_required' } });
  });

  test('a body that is not JSON', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await json(
      await fetch(`${server.url}/api/pipelines`, { method: 'POST', headers, body: '{"name":' }),
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'json_invalid' } });
  });

  test.each([
    ['POST', '/api/pipelines', `{"name":"x","blocks":${nested(600)}}`],
    ['POST', '/api/pipelines/1/execute', `{"a":${nested(20_000)}}`],
    ['POST', '/api/pipelines/from_template/qa_generation', nested(20_000)],
    ['PUT', '/api/records/1', `{"metadata":{"a":${nested(600)}}}`],
    ['POST', '/api/session', nested(20_000)],
  ])('a body that is nested without measure: %s %s', async (method, path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await json(await fetch(`${server.url}${path}`, { method, headers, body }));
    expect(answer).toMatchObject({ status: 422, body: { code: 'schema_violation' } });
    expect(answer.body.error).toContain('levels deep');
  });

  test.each([
    [{}, 400, 'name and blocks required'],
    [{ name: 'x', blocks: [] }, 400, 'name and blocks required'],
    [{ name: '', blocks: [{ type: 'Filter' }] }, 400, 'name and blocks required'],
    [[], 400, 'object with name and blocks'],
    [{ name: 'x', blocks: [{ type: 'A', confg: {} }] }, 422, 'did you mean "config"'],
    [{ name: 'x', blocks: [{ type: 'A' }], id: 7 }, 422, 'unknown key "id"'],
    [
      {
        name: 'x',
        blocks: [
          { id: 'a', type: 'A' },
          { id: 'a', type: 'B' },
        ],
      },
      400,
      "id 'a'",
    ],
  ])('a malformed pipeline: %j', async (body, status, message) => {
    const answer = await json(await server.send('POST', '/api/pipelines', body));
    expect(answer.status).toBe(status);
    expect(answer.body.error).toContain(message);
  });

  test.each([
    ['/api/jobs/77', 'There is no job 77'],
    ['/api/jobs/abc', 'not a number'],
    ['/api/records/9', '9'],
    ['/api/pipelines/0', 'not a number'],
    ['/api/jobs/77/executions', '77'],
    ['/api/nothing', 'no GET /api/nothing'],
    ['/api/jobs/active', 'no active job'],
  ])('%s is 404', async (path, message) => {
    const answer = await json(await server.get(path));
    expect(answer.status).toBe(404);
    expect(answer.body.error).toContain(message);
  });

  test.each(['PATCH /health', 'POST /ready', 'GET /nothing', 'PUT /api', 'PATCH /api/pipelines'])(
    '%s is 404 in our words',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await json(await server.send(method, path));
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(answer.body.error).toContain(`no ${route}`);
    },
  );

  test.each([
    '/api/records?status=edited',
    '/api/records?foo=1',
    '/api/records?limit=0',
    '/api/records?cursor=x',
    '/api/jobs?pipeline_id=-1',
  ])('%s is refused', async (path) => {
    const answer = await json(await server.get(path));
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.error.length).toBeGreaterThan(10);
  });

  test('DEV-07 an unknown block type at execute names the block and those there are', async () => {
    const created = await server.send('POST', '/api/pipelines', {
      name: 'x',
      blocks: [{ type: 'InvalidBlock' }],
    });
    const { id, problems } = (await created.json()) as { id: number; problems: object[] };
    expect(problems).toMatchObject([{ step: 1, code: 'unknown_block', severity: 'error' }]);
    const answer = await json(
      await server.send('POST', `/api/pipelines/${id}/execute`, { text: 'a' }),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: "Block 'InvalidBlock' not found", detail: { block_type: 'InvalidBlock' } },
    });
    expect(answer.body.detail.available_blocks).toContain('StructuredGenerator');
  });

  test('nothing of this was a bug', () => {
    expect(server.bugs).toEqual([]);
  });
});
