import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
