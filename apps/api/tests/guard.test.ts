import { createConnection } from 'node:net';
import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PAGE, SCRIPT } from './support/make-pages.js';
import { sendWithHeaders } from './support/send-with-headers.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ ALLOWED_HOSTS: 'flow.test:9000' }, { hasPages: true });
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (
  headers: Record<string, string>,
  options?: { method?: string; path?: string; body?: string },
) => sendWithHeaders(server.port, headers, options);

const write = { method: 'POST', path: '/api/pipelines/from_template/text_classification' };
/** Of the API, of the stream, of the pages, and of nothing. */
const PATHS = ['/api/pipelines', '/api/events', '/health', '/', '/login', '/assets/x.js', '/api/x'];
const isJson = { 'Content-Type': 'application/json' };

async function expectNothingDone(): Promise<void> {
  expect(await server.runtime.storage.pipelines.list()).toEqual([]);
}

describe('whom the server answers', () => {
  test.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '0.0.0.0',
    'localhost:1',
  ])("row 1, row 8: a request for host '%s' is refused", async (host) => {
    const name = /:\d+$/.test(host) ? host : `${host}:${server.port}`;
    for (const path of PATHS) {
      const answer = await send({ Host: name }, { path });
      expect(answer.status).toBe(421);
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'host_not_allowed',
        detail: { check: 'host', got: name, setting: 'ALLOWED_HOSTS' },
      });
    }
    expect((await send({ Host: name }, write)).status).toBe(421);
    await expectNothingDone();
  });

  test.each(['Host:', 'X: y'])(
    'row 1: a request that names no host is refused: %s',
    async (line) => {
      const answer = await speak(`GET /api/pipelines HTTP/1.1\r\n${line}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).toContain('ALLOWED_HOSTS');
    },
  );

  test('row 1: two Host headers are refused', async () => {
    const own = `localhost:${server.port}`;
    for (const hosts of [
      [own, own],
      [own, 'evil.example'],
    ]) {
      const lines = hosts.map((host) => `Host: ${host}\r\n`).join('');
      const answer = await speak(`GET /api/pipelines HTTP/1.1\r\n${lines}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).toContain('ALLOWED_HOSTS');
    }
  });

  test('row 15: headers of proxies change nothing', async () => {
    const own = `localhost:${server.port}`;
    const forwarded = { 'X-Forwarded-Host': own, Forwarded: `host=${own}`, 'X-Real-IP': '::1' };
    const answer = await send({ Host: 'flow.internal', ...forwarded });
    expect(answer.status).toBe(421);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'host_not_allowed',
      detail: { got: 'flow.internal', setting: 'ALLOWED_HOSTS' },
    });
  });

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])(
    'row 1: host %s is answered',
    async (host) => {
      expect((await send({ Host: `${host}:${server.port}` })).status).toBe(200);
    },
  );

  test('row 1: the files that strangers are refused are there for its own', async () => {
    const own = { Host: `localhost:${server.port}` };
    const text = async (path: string) => (await send(own, { path })).body;
    expect([await text('/'), await text('/login')]).toEqual([PAGE, PAGE]);
    expect(await text('/assets/x.js')).toBe(SCRIPT);
    const script = await send(own, { path: '/assets/x.js' });
    expect(script.headers['cache-control']).toContain('immutable');
    for (const path of ['/assets/y.js', '/assets/..%2findex.html', '/api/x']) {
      const missing = await send(own, { path });
      expect([path, missing.status, JSON.parse(missing.body)]).toEqual([
        path,
        404,
        expect.objectContaining({ code: 'not_found' }),
      ]);
    }
  });

  test('a name of ALLOWED_HOSTS is answered', async () => {
    expect((await send({ Host: 'flow.test:9000' })).status).toBe(200);
  });
});

describe('what pages of other sites can do', () => {
  test.each([
    { Origin: 'null' },
    { Origin: 'http://evil.example' },
    { Origin: 'http://localhost:1' },
    { Origin: 'https://localhost' },
    { Origin: 'http://localhost:PORT.evil.example' },
    { Origin: 'https://localhost:PORT' },
    { Cookie: 'session=1' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('row 2, row 4: a write is refused with %j', async (given) => {
    const port = String(server.port);
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    const answer = await send(
      { Host: `localhost:${port}`, 'X-DataGenFlow': '1', ...headers },
      write,
    );
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'origin_not_allowed',
      detail: { check: 'origin', expected: `http://localhost:${port}`, header: 'Origin' },
    });
    await expectNothingDone();
  });

  test('row 4: no form that needs no preflight changes anything, on any route', async () => {
    await using provider = await createFakeProvider({ latencyMs: 120_000 });
    await using busy = await startTestServer();
    const model = { name: 'slow', provider: 'custom', model_name: 'fake-large', is_default: true };
    await busy.send('POST', '/api/llm-models', { ...model, endpoint: provider.url });
    await busy.send('POST', '/api/pipelines/from_template/text_classification');
    const job = await busy.generate(1, [{ metadata: { content: 'a' } }]);
    await vi.waitFor(() => expect(provider.counters.inFlight).toBe(1), { timeout: 30_000 });
    const host = `localhost:${busy.port}`;
    const writes = Object.values(endpoints as Record<string, Endpoint>).filter(
      ({ method }) => method !== 'GET',
    );
    expect(writes.length).toBeGreaterThan(20);
    for (const { method, path } of writes) {
      for (const type of ['text/plain', 'multipart/form-data; boundary=x']) {
        const headers = { Host: host, Origin: 'http://evil.example', 'Content-Type': type };
        const options = { method, path: path.replace(/\{\w+\}/, '1'), body: '--x--' };
        const answer = await sendWithHeaders(busy.port, headers, options);
        expect([path, answer.status]).toEqual([path, 403]);
      }
    }
    const { jobs, pipelines, models } = busy.runtime.storage;
    expect((await jobs.list({ limit: 5 })).items).toMatchObject([{ id: job, status: 'running' }]);
    expect(await pipelines.list()).toHaveLength(1);
    expect((await models.list('llm')).map(({ name }) => name)).toContain('slow');
    expect(provider.counters).toMatchObject({ requests: 1, inFlight: 1 });
  });

  test('our own page may write, with the header that no other site can send', async () => {
    const host = `localhost:${server.port}`;
    const own = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
    const without = await send(own, write);
    expect(without.status).toBe(403);
    expect(JSON.parse(without.body)).toMatchObject({
      code: 'header_missing',
      detail: { check: 'header', got: null, header: 'X-DataGenFlow' },
    });
    expect((await send({ ...own, 'X-DataGenFlow': '1' }, write)).status).toBe(200);
  });

  test('row 4: a tool that is no browser may write', async () => {
    expect((await send({ Host: `127.0.0.1:${server.port}` }, write)).status).toBe(200);
  });

  test('row 4: a body has to be of the type that is taken', async () => {
    const headers = { Host: `127.0.0.1:${server.port}`, 'Content-Type': 'text/plain' };
    const answer = await send(headers, { method: 'POST', path: '/api/pipelines', body: '{}' });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'content_type_not_supported',
      detail: { check: 'content-type', got: 'text/plain', expected: 'application/json' },
    });
  });

  test('row 6: no answer allows another site to read it', async () => {
    const headers = { Host: `localhost:${server.port}`, Origin: 'https://evil.example' };
    for (const { path } of Object.values(endpoints as Record<string, Endpoint>)) {
      for (const method of ['OPTIONS', 'HEAD']) {
        const answer = await send(headers, { method, path });
        const allowed = Object.keys(answer.headers).filter((name) =>
          name.startsWith('access-control'),
        );
        expect(allowed).toEqual([]);
        expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
      }
    }
  });

  test('there is nothing to sign in to', async () => {
    const headers = { Host: `localhost:${server.port}`, ...isJson };
    const body = JSON.stringify({ token: 'x' });
    const answer = await send(headers, { method: 'POST', path: '/api/session', body });
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('no_sign_in');
  });
});

test('row 11: a job runs a stored pipeline, never one from the request', async () => {
  const answer = await server.upload(
    { pipeline_id: '1', blocks: '[{"type":"TextGenerator"}]' },
    { name: 's.json', text: '[{"metadata":{}}]' },
  );
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain("'blocks' is unknown");
  expect((await server.runtime.storage.jobs.list({ limit: 1 })).items).toEqual([]);
});

/** What the server says first to exactly these bytes. */
function speak(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port: server.port, host: '127.0.0.1' }, () => {
      socket.write(text);
    });
    socket.once('data', (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString());
    });
    socket.once('error', reject);
  });
}
