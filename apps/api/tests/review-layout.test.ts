import type { Pipeline } from '@datagenflow/contracts';
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

describe('the review layout', () => {
  const layout = { primary: ['short'], secondary: ['assistant'], hidden: ['user'] };

  test('is kept over changes of the definition, and fills the columns of its fields', async () => {
    const id = await create({ name: 'Layout', blocks: [WRITER, CUTTER] });
    const jobId = await server.generate(id, [{ metadata: { topic: 'a' } }]);
    await server.runtime.runner.finished(jobId);
    const path = `/api/pipelines/${id}/validation_config`;
    const wanted = { field_order: layout, indexed_fields: ['short'] };
    expect(await call('PUT', path, wanted)).toEqual({
      status: 200,
      body: { success: true, validation_config: wanted },
    });
    await call('PUT', `/api/pipelines/${id}`, { name: 'Renamed', blocks: [WRITER] });
    expect(await get<Pipeline>(`/api/pipelines/${id}`)).toMatchObject({
      name: 'Renamed',
      validation_config: wanted,
    });
    while ((await server.runtime.storage.pipelines.toRefill()).length > 0) {
      await new Promise((done) => setTimeout(done, 10));
    }
    expect(await call('PUT', path, { field_order: {} })).toMatchObject({
      body: { validation_config: { field_order: { primary: [], secondary: [], hidden: [] } } },
    });
  });

  test.each([
    [{ field_order: layout, indexed_fields: ['a', 'b', 'c', 'd', 'e'] }],
    [{ field_order: { ...layout, hidden: ['short'] } }],
    [{ field_order: { ...layout, primary: ['x', 'x'] } }],
    [{}],
  ])('%j is refused', async (wrong) => {
    const id = await create({ name: 'Layout', blocks: [WRITER] });
    expect(await call('PUT', `/api/pipelines/${id}/validation_config`, wrong)).toMatchObject({
      status: 422,
      body: { code: 'schema_violation', detail: { issues: [{}] } },
    });
  });
});
