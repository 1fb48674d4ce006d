import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectionTestResult, ErrorBody } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let requests = 0;
const canary = createServer((_request, response) => {
  requests += 1;
  response.end('{}');
});
const redirecting = createServer((_request, response) => {
  const { port } = canary.address() as AddressInfo;
  response.writeHead(302, { Location: `http://127.0.0.1:${port}/v1` }).end();
});
beforeAll(async () => {
  server = await startTestServer();
  for (const one of [canary, redirecting]) {
    await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  }
});
afterAll(async () => {
  canary.close();
  redirecting.close();
  await server[Symbol.asyncDispose]();
});

async function post<T>(path: string, body: unknown): Promise<T & ErrorBody> {
  return (await (await server.send('POST', path, body)).json()) as T & ErrorBody;
}
const model = (endpoint: string) => ({ name: 'x', endpoint, model_name: 'x', api_key: 'k' });

describe('row 47: the endpoint of a model', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[fe80::1]/v1',
    'http://0xa9.0xfe.0xa9.0xfe/v1',
    'http://2852039166/v1',
    'http://[fd00:ec2::254]/v1',
    'http://[64:ff9b::a9fe:a9fe]/v1',
    'http://[2002:a9fe:a9fe::1]/v1',
    'http://[::a9fe:a9fe]/v1',
    'http://100.100.100.200/latest/meta-data',
  ])('is never %s', async (endpoint) => {
    for (const kind of ['llm', 'embedding']) {
      const tested = await post<ConnectionTestResult>(`/api/${kind}-models/test`, model(endpoint));
      expect(tested.success).toBe(false);
      expect(tested.message).toContain('link-local');
    }
    const listed = await post('/api/models/available', { endpoint });
    expect(listed).toMatchObject({ detail: { reason: 'blocked_address' } });
  });

  test.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://x/', 'javascript:1'])(
    'is never %s',
    async (endpoint) => {
      for (const path of ['/api/llm-models', '/api/llm-models/test', '/api/embedding-models']) {
        const response = await server.send('POST', path, model(endpoint));
        expect(response.status).toBe(422);
      }
      expect((await server.get('/api/llm-models/x')).status).toBe(404);
    },
  );

  test('does not send us elsewhere', async () => {
    const { port } = redirecting.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}/v1`;
    const tested = await post<ConnectionTestResult>('/api/llm-models/test', model(endpoint));
    expect(tested.success).toBe(false);
    expect((await post('/api/models/available', { endpoint })).code).toMatch(/^model_/);
    expect(requests).toBe(0);
  });
});
