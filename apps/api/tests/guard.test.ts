import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ ALLOWED_HOSTS: 'flow.test:9000' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** `fetch` sets these headers itself, so the bare client is used. */
function send(
  headers: Record<string, string | string[]>,
  { method = 'GET', path = '/api/pipelines' } = {},
): Promise<{ status: number; body: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port: server.port, host: '127.0.0.1', method, path, headers },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const write = { method: 'POST', path: '/api/pipelines/from_template/text_classification' };

describe('whom the server answers', () => {
  test.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '0.0.0.0',
    'localhost:1',
  ])('a request for host %s is refused', async (host) => {
    const name = /:\d+$/.test(host) ? host : `${host}:${server.port}`;
    for (const path of ['/api/pipelines', '/health', '/', '/nothing']) {
      const answer = await send({ Host: name }, { path });
      expect(answer.status).toBe(421);
      expect(answer.body).toContain('ALLOWED_HOSTS');
    }
  });

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])(
    'host %s is answered',
    async (host) => {
      expect((await send({ Host: `${host}:${server.port}` })).status).toBe(200);
    },
  );

  test('a name of ALLOWED_HOSTS is answered', async () => {
    expect((await send({ Host: 'flow.test:9000' })).status).toBe(200);
  });

  test.each([
    [{ Origin: 'null' }],
    [{ Origin: 'http://evil.example' }],
    [{ Origin: 'http://localhost:1' }],
    [{ Origin: 'https://localhost' }],
    [{ Cookie: 'session=1' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('a write of another site’s page is refused: %j', async (headers) => {
    const answer = await send(
      { Host: `localhost:${server.port}`, 'X-DataGenFlow': '1', ...headers },
      write,
    );
    expect(answer.status).toBe(403);
    expect(await server.runtime.storage.pipelines.list()).toEqual([]);
  });

  test('our own page may write, with the header that no other site can send', async () => {
    const host = `localhost:${server.port}`;
    const own = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
    expect((await send(own, write)).body).toContain('X-DataGenFlow');
    expect((await send({ ...own, 'X-DataGenFlow': '1' }, write)).status).toBe(200);
  });

  test('a tool that is no browser may write', async () => {
    expect((await send({ Host: `127.0.0.1:${server.port}` }, write)).status).toBe(200);
  });

  test('no answer allows another site to read it', async () => {
    const answer = await send({ Host: `localhost:${server.port}`, Origin: 'http://evil.example' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });
});
