import { endpoints } from '@datagenflow/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await startTestServer();
  document = (await (await server.get('/api/openapi.json')).json()) as Document;
});
afterAll(() => server[Symbol.asyncDispose]());

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  operationId: string;
  parameters: { name: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }>; headers?: object }>;
}
const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path));
const find = (id: string) => operations().find(({ operationId }) => operationId === id);

test('the document is valid OpenAPI 3.1', async () => {
  expect(document.openapi).toBe('3.1.0');
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone({ ...document }));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('each of its schemas is one', () => {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  const schemas = operations().flatMap(({ parameters, requestBody, responses }) => {
    const contents = [requestBody, ...Object.values(responses)].map((part) => part?.content ?? {});
    return [...parameters, ...contents.flatMap((content) => Object.values(content))];
  });
  expect(schemas.length).toBeGreaterThan(100);
  const compiler = createSchemaCompiler();
  for (const { schema } of schemas) compiler.compile({ $schema, ...schema });
});

test('forms, streams, files, pages and errors are described', () => {
  expect(Object.keys(find('generate')?.requestBody?.content ?? {})).toEqual([
    'multipart/form-data',
  ]);
  expect(find('streamEvents')?.responses['200']?.content).toHaveProperty(['text/event-stream']);
  expect(find('exportPipeline')?.responses['200']?.content).toHaveProperty(['application/yaml']);
  expect(find('listRecords')?.responses['200']?.headers).toHaveProperty(['X-Next-Cursor']);
  for (const { responses } of operations()) expect(responses).toHaveProperty('default');
  expect(find('getJob')?.responses).toHaveProperty('404');
  expect(find('previewPipeline')?.responses).toHaveProperty('422');
});

test('the page names every operation, and needs nothing from elsewhere', async () => {
  const response = await server.get('/api/docs');
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  const html = await response.text();
  for (const name of Object.keys(endpoints)) expect(html).toContain(`id="${name}"`);
  expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:\/\//);
  expect(html).not.toContain('undefined');
});
