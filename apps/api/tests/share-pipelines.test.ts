import type { ErrorBody, Pipeline, PipelineSaved } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callJson, createPipeline, CUTTER, WRITER } from './support/pipelines.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = <T>(method: string, path: string, body?: unknown) =>
  callJson<T>(server, method, path, body);
const get = async <T>(path: string) => (await call<T>('GET', path)).body;
const create = (definition: unknown) => createPipeline(server, definition);

describe('sharing', () => {
  const definition = {
    name: 'Shared: "yes" — ñ',
    description: 'Two lines\nof text',
    blocks: [{ ...WRITER, id: 'write', when: 'topic' }, CUTTER],
    constraints: { max_total_tokens: 10 },
  };

  test('a pipeline comes back from its file as it was', async () => {
    const id = await create(definition);
    const response = await server.get(`/api/pipelines/${id}/export.yaml`);
    expect(response.headers.get('content-type')).toContain('application/yaml');
    expect(response.headers.get('content-disposition')).toContain(`pipeline-${id}.yaml`);
    const { body } = await call<PipelineSaved>('POST', '/api/pipelines/import', {
      yaml: await response.text(),
    });
    const [original, copy] = [
      await get<Pipeline>(`/api/pipelines/${id}`),
      await get<Pipeline>(`/api/pipelines/${body.id}`),
    ];
    expect(copy.definition).toEqual(original.definition);
  });

  test('a copy has the layout, but no jobs', async () => {
    const id = await create(definition);
    const field_order = { primary: ['short'], secondary: [], hidden: [] };
    await call('PUT', `/api/pipelines/${id}/validation_config`, { field_order });
    const { body } = await call<PipelineSaved>('POST', `/api/pipelines/${id}/duplicate`);
    expect(body.name).toBe(`Copy of ${definition.name}`);
    expect(await get<Pipeline>(`/api/pipelines/${body.id}`)).toMatchObject({
      definition: { ...definition, name: body.name },
      validation_config: { field_order },
    });
    expect((await call('POST', '/api/pipelines/9999/duplicate')).status).toBe(404);
  });

  test.each([
    ['code', 'name: !!js/function "x"\nblocks: []'],
    ['merge keys', 'name: a\n<<: {__proto__: {polluted: 1}}\nblocks: [{type: A}]'],
    ['prototype keys', 'name: a\n__proto__: {polluted: 1}\nblocks: [{type: A}]'],
    ['an alias bomb', `a: &a [x,x]\n${bomb(30)}`],
    ['unknown keys', 'name: a\nisAdmin: true\nblocks: [{type: A}]'],
    ['no blocks', 'name: a\nblocks: []'],
    ['no YAML', 'name: ['],
    ['nothing', ''],
  ])('rows 23, 24: %s is refused with its place', async (_what, yaml) => {
    const before = (await get<Pipeline[]>('/api/pipelines')).length;
    const refused = await call<ErrorBody>('POST', '/api/pipelines/import', { yaml });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'import_invalid',
        detail: { problems: [{ line: expect.anything() as number }] },
      },
    });
    expect((await get<Pipeline[]>('/api/pipelines')).length).toBe(before);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

/** Lists of lists that double with each line. */
function bomb(depth: number): string {
  return Array.from({ length: depth }, (_, i) => {
    const before = i === 0 ? 'a' : `a${i - 1}`;
    return `a${i}: &a${i} [*${before}, *${before}]`;
  }).join('\n');
}
