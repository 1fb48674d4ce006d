import { endpoints, type Endpoint, type Endpoints } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const seeds = [{ metadata: { content: 'a' } }, { metadata: { content: 'b' } }];
  await server.send('POST', '/api/pipelines/from_template/text_classification');
  await server.runtime.runner.finished(await server.generate(1, seeds));
});
afterAll(() => server[Symbol.asyncDispose]());

const schemas = createSchemaCompiler();
const reads = Object.entries(endpoints as Record<string, Endpoint>).filter(
  ([name, { method, produces }]) =>
    method === 'GET' && name !== 'getActiveJob' && produces !== 'text/event-stream',
);

/** What an answer holds: one value, or one per line. */
function valuesOf({ produces }: Endpoint, text: string): unknown[] {
  const parse = (part: string) => JSON.parse(part) as unknown;
  if (produces === undefined) return [parse(text)];
  return produces === 'application/x-ndjson' ? text.trimEnd().split('\n').map(parse) : [text];
}

/** An operation, what stands in for its parameters, and its body. */
type Write = [name: keyof Endpoints, ids: unknown[], body?: object];

/** Writes that one request does, in an order in which each can be done. */
function writesOf({ url }: FakeProvider): Write[] {
  const pipeline = { name: 'P', blocks: [{ type: 'Filter', config: { condition: 'true' } }] };
  const seeds = [{ metadata: { content: 'a' } }];
  const model = { name: 'm', provider: 'custom', endpoint: url, model_name: 'fake-large' };
  return [
    ['signOut', []],
    ['describeBlock', ['Filter'], { config: pipeline.blocks[0]?.config }],
    ['reloadExtensions', []],
    ['validateBlock', ['FieldMapper']],
    ['installBlockDependencies', ['FieldMapper']],
    ['createFromTemplate', ['qa_generation']],
    ['createPipeline', [], pipeline],
    ['validatePipeline', [], { definition: pipeline, seeds }],
    ['previewPipeline', [], { definition: pipeline, seeds, total_seeds: 9 }],
    ['importPipeline', [], { yaml: 'name: x\nblocks:\n  - type: Filter\n' }],
    ['updatePipeline', [2], pipeline],
    ['setReviewLayout', [2], { field_order: { primary: ['a'], secondary: [], hidden: [] } }],
    ['executePipeline', [1], { content: 'a' }],
    ['duplicatePipeline', [2]],
    ['deletePipeline', [2]],
    ['validateSeeds', [], { pipeline_id: 1, seeds }],
    ['updateRecord', [1], { status: 'accepted' }],
    ['changeRecords', [], { action: 'reject', ids: [1, 2] }],
    ['undoAction', [1]],
    ['deleteRecord', [1]],
    ['rerunJob', [1], {}],
    ['deleteRecords', ['?job_id=1']],
    ['pruneStorage', [], { older_than_days: 0 }],
    ['backUp', [], {}],
    ['createLlmModel', [], model],
    ['testLlmModel', [], model],
    ['updateLlmModel', ['m'], { ...model, prices: { input: 1, output: 2 } }],
    ['setDefaultLlmModel', ['m']],
    ['listAvailableModels', [], { name: 'm' }],
    ['deleteLlmModel', ['m']],
    ['createEmbeddingModel', [], model],
    ['testEmbeddingModel', [], model],
    ['updateEmbeddingModel', ['m'], model],
    ['setDefaultEmbeddingModel', ['m']],
    ['deleteEmbeddingModel', ['m']],
  ];
}

describe('answers are what their schemas say', () => {
  test.each(reads)('%s', async (_name, endpoint) => {
    const name = endpoint.path.includes('/blocks/') ? 'FieldMapper' : 'demo';
    const path = endpoint.path.replace('{id}', '1').replace('{name}', name);
    const response = await server.get(path);
    expect(response.status).toBe(200);
    const text = await response.text();
    const values = valuesOf(endpoint, text);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      expect(schemas.compile(endpoint.response, { allIssues: true }).check(value)).toEqual({
        ok: true,
        value,
      });
    }
  });

  const done = new Set<string>();
  /** The test server holds what it answers against its schema. */
  const write = async (...[name, ids, body]: Write): Promise<void> => {
    const { method, path } = endpoints[name];
    const left = [...ids];
    const address = path.replaceAll(/\{\w+\}/g, () => String(left.shift())) + left.join('');
    const response = await server.send(method, address, body);
    expect([name, response.status, await response.text()]).toEqual([name, 200, expect.any(String)]);
    done.add(name);
  };

  test('of writes', async () => {
    await using provider = await createFakeProvider();
    const writes = writesOf(provider);
    for (const each of writes) await write(...each);
    expect(done.size).toBe(writes.length);
  });

  test('of writes that jobs have to be ready for', async () => {
    await using provider = await createFakeProvider({ latencyMs: 60_000 });
    const endpoint = provider.url;
    const model = { name: 'slow', provider: 'custom', endpoint, model_name: 'fake-large' };
    await server.send('POST', '/api/llm-models', { ...model, is_default: true });
    const seeds = [{ metadata: { content: 'a' } }];
    const id = await server.generate(1, seeds);
    done.add('generate');
    await vi.waitFor(() => expect(provider.counters.inFlight).toBe(1), { timeout: 30_000 });
    await write('pauseJob', [id]);
    await write('resumeJob', [id], {});
    await write('cancelJob', [id]);
    Object.assign(provider.options, {
      latencyMs: 0,
      fault: () => ({ kind: 'status', status: 400 }),
    });
    const failed = await server.generate(1, seeds);
    await server.runtime.runner.finished(failed);
    await write('retryFailed', [failed], {});
    await server.runtime.runner.finished(failed);
  });

  test('of signing in', async () => {
    const token = 'a-token-of-at-least-16';
    await using other = await startTestServer({ HOST: '0.0.0.0', DATAGENFLOW_TOKEN: token });
    expect((await other.send('POST', '/api/session', { token })).status).toBe(200);
    done.add('signIn');
  });

  test('and no write was left out', () => {
    const writes = Object.entries(endpoints).filter(([, { method }]) => method !== 'GET');
    expect([...done].sort()).toEqual(writes.map(([name]) => name).sort());
    expect(server.bugs).toEqual([]);
  });

  test('the OpenAPI document names every operation once', async () => {
    const document = (await (await server.get('/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      Object.keys(endpoints).sort(),
    );
  });
});
