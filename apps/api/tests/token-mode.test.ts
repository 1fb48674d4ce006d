import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGE, SCRIPT } from './support/make-pages.js';
import { sendWithHeaders, type PlainAnswer } from './support/send-with-headers.js';
import { startTestServer, type TestServer } from './support/test-server.js';

/** What anybody may ask of a server that other machines reach. Nothing is added in passing. */
const PUBLIC = ['GET /health', 'POST /api/session'];

const NAME = 'flow.example:8443';
const template = '/api/pipelines/from_template/text_classification';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ HOST: '0.0.0.0' }, { hasPages: true });
  token = (await readFile(join(server.dataDir, 'auth', 'token'), 'utf8')).trim();
});
afterAll(() => server[Symbol.asyncDispose]());

const page = { Host: NAME, Origin: `https://${NAME}`, 'X-DataGenFlow': '1' };
const isJson = { 'Content-Type': 'application/json' };

function send(
  headers: Record<string, string | string[]>,
  options?: { method?: string; path?: string; body?: string },
): Promise<PlainAnswer> {
  return sendWithHeaders(server.port, { Host: NAME, ...headers }, options);
}

const withToken = () => ({ Authorization: `Bearer ${token}` });

function signIn(body: object, headers: Record<string, string> = page): Promise<PlainAnswer> {
  const options = { method: 'POST', path: '/api/session', body: JSON.stringify(body) };
  return send({ ...headers, ...isJson }, options);
}

async function signedIn(): Promise<{ Cookie: string }> {
  const answer = await signIn({ code: server.runtime.access?.issueCode() });
  expect(answer.status).toBe(200);
  return { Cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
}

describe('row 9, row 12: the token', () => {
  test('is made at the first start, for the owner only, another for each directory', async () => {
    await using other = await startTestServer({ HOST: '0.0.0.0' });
    const file = join(server.dataDir, 'auth', 'token');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await readFile(join(other.dataDir, 'auth', 'token'), 'utf8')).not.toContain(token);
  });

  test('is the one of DATAGENFLOW_TOKEN, if that is set; nothing is written then', async () => {
    const DATAGENFLOW_TOKEN = 'an-own-token-of-16+';
    await using own = await startTestServer({ HOST: '0.0.0.0', DATAGENFLOW_TOKEN });
    const headers = { Host: 'x', Authorization: `Bearer ${DATAGENFLOW_TOKEN}` };
    expect((await sendWithHeaders(own.port, headers)).status).toBe(200);
    await expect(stat(join(own.dataDir, 'auth', 'token'))).rejects.toThrow('ENOENT');
  });

  test('that can’t be kept stops the start', async () => {
    await using place = await startTestServer();
    await writeFile(join(place.dataDir, 'file'), '');
    const env = { HOST: '0.0.0.0', DATAGENFLOW_DATA_DIR: join(place.dataDir, 'file') };
    await expect(startTestServer(env)).rejects.toMatchObject({ code: 'data_dir_unusable' });
  });
});

describe('row 10: who is not known', () => {
  test('gets 401 on every route but the public ones, and nothing happens', async () => {
    const answered: string[] = [];
    const refusals = new Set<string>();
    for (const { method, path } of Object.values(endpoints as Record<string, Endpoint>)) {
      const options = { method, path: path.replaceAll(/\{\w+\}/g, '1') };
      const { status, body } = await send(isJson, options);
      if (status === 401) refusals.add(body);
      else answered.push(`${method} ${path}`);
    }
    expect([...refusals]).toEqual([expect.stringContaining('DATAGENFLOW_TOKEN')]);
    expect(answered.sort()).toEqual([...PUBLIC].sort());
    expect(await server.runtime.storage.pipelines.list()).toEqual([]);
  });

  test('gets 401 for HEAD and OPTIONS of every route too, and pages beside them', async () => {
    for (const { method, path, isPublic } of Object.values(endpoints as Record<string, Endpoint>)) {
      const address = path.replaceAll(/\{\w+\}/g, '1');
      const head = await send({}, { method: 'HEAD', path: address });
      const isRead = isPublic === true && method === 'GET';
      expect([path, head.status]).toEqual([path, isRead ? 200 : 401]);
      const options = await send({}, { method: 'OPTIONS', path: address });
      expect([path, options.status]).toEqual([path, 401]);
    }
    for (const path of ['/', '/login', '/jobs/1'])
      expect((await send({}, { path })).body).toBe(PAGE);
    expect((await send({}, { path: '/assets/x.js' })).body).toBe(SCRIPT);
    for (const path of [
      '/assets/y.js',
      '/assets/../api/pipelines',
      '/api',
      '/ready/',
      '/API/jobs',
    ]) {
      expect([path, (await send({}, { path })).body]).not.toEqual([path, PAGE]);
    }
  });

  test.each(['GET /api/nothing', 'PUT /api', 'POST /nothing', 'DELETE /health'])(
    '%s is 401 too',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      expect((await send({}, { method, path })).status).toBe(401);
    },
  );

  test('row 8: a process is not started for them', async () => {
    const routes = ['/api/generate', '/api/extensions/reload'];
    for (const path of routes) {
      expect((await send({}, { method: 'POST', path })).status).toBe(401);
      const any = { Host: `0.0.0.0:${server.port}`, ...withToken() };
      expect((await send(any, { method: 'POST', path })).status).toBe(421);
    }
  });
});

describe('row 13: a token that is none', () => {
  test.each([
    'Bearer',
    'Bearer ',
    'Bearer null',
    'Bearer undefined',
    'Basic dXNlcjpwYXNz',
    `Bearer ${'x'.repeat(12_000)}`,
    `Bearer ${'x'.repeat(1_000_000)}`,
    '',
  ])('case %#: is refused, always in the same words', async (Authorization) => {
    const answer = await send({ Authorization });
    const without = await send({});
    expect([answer.status, answer.body]).toEqual([401, without.body]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test('a list of headers is refused', async () => {
    const list = await send({ Authorization: ['Bearer null', `Bearer ${token}`] });
    expect(list.status).toBe(401);
  });

  test('signs nobody in, however it is sent', async () => {
    await using other = await startTestServer({ HOST: '0.0.0.0' });
    for (const given of ['x'.repeat(1_000_000), '', 'null']) {
      const body = JSON.stringify({ token: given });
      const options = { method: 'POST', path: '/api/session', body };
      const refused = await sendWithHeaders(other.port, { Host: 'x', ...isJson }, options);
      expect(refused.status).toBe(401);
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'sign_in_failed' });
      expect(refused.headers['set-cookie']).toBeUndefined();
    }
  });

  test('the token in the address is none', async () => {
    expect((await send({}, { path: `/api/pipelines?token=${token}` })).status).toBe(401);
  });
});

describe('a browser', () => {
  test('signs in with the token and a name, and gets a cookie no script and no site sees', async () => {
    const answer = await signIn({ token, actor: ' Ann ' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { actor: 'Ann' }]);
    const cookie = String(answer.headers['set-cookie']);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Max-Age=2592000', 'Path=/']) {
      expect(cookie).toContain(part);
    }
    const Cookie = cookie.split(';')[0] ?? '';
    expect((await send({ Cookie })).status).toBe(200);
    const files = await readFile(server.runtime.config.databasePath, 'latin1');
    expect(files).not.toContain(Cookie.split('=')[1]);
  });

  test('over plain HTTP gets a cookie for plain HTTP', async () => {
    const answer = await signIn({ token }, { ...page, Origin: `http://${NAME}` });
    expect(String(answer.headers['set-cookie'])).not.toContain('Secure');
  });

  test('signs in with a link once', async () => {
    const code = server.runtime.access?.issueCode() ?? '';
    expect((await signIn({ code })).status).toBe(200);
    expect((await signIn({ code })).status).toBe(401);
    expect((await signIn({ code: 'never-issued' })).status).toBe(401);
    expect((await signIn({})).status).toBe(422);
  });

  test('is signed out', async () => {
    const cookie = await signedIn();
    const options = { method: 'DELETE', path: '/api/session' };
    const answer = await send({ ...page, ...cookie }, options);
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).toContain('Expires=Thu, 01 Jan 1970');
    expect((await send(cookie)).status).toBe(401);
  });

  test('row 3, row 5: with a cookie writes from its own page only, with our header', async () => {
    const cookie = await signedIn();
    const write = { method: 'POST', path: template };
    const refused = [
      { Origin: 'https://evil.com', 'X-DataGenFlow': '1' },
      { Origin: 'null', 'X-DataGenFlow': '1' },
      { 'X-DataGenFlow': '1' },
      { 'Sec-Fetch-Site': 'cross-site', 'X-DataGenFlow': '1' },
      { Origin: `https://${NAME}` },
    ];
    for (const headers of refused) {
      expect((await send({ ...cookie, ...headers }, write)).status).toBe(403);
    }
    expect(await server.runtime.storage.pipelines.list()).toEqual([]);
    expect((await send({ ...cookie, ...page }, write)).status).toBe(200);
    const plain = { ...page, Origin: `http://${NAME}` };
    expect((await send({ ...cookie, ...plain }, write)).status).toBe(200);
  });
});

describe('a tool', () => {
  test('row 5: needs the token alone; cookies that come with it are ignored', async () => {
    const write = { method: 'POST', path: template };
    const headers = { ...withToken(), Cookie: 'dgf_session=of-somebody-else' };
    expect((await send(headers, write)).status).toBe(200);
    const cookie = await signedIn();
    expect((await send({ ...cookie, Authorization: 'Bearer wrong' })).status).toBe(401);
    const evil = { ...headers, Origin: 'https://evil.com' };
    expect((await send(evil, write)).status).toBe(403);
  });

  test('any well-formed name is answered', async () => {
    for (const Host of ['10.0.0.7:8000', 'flow', '[fe80::1]:8000', 'a.b-c.example']) {
      expect((await send({ ...withToken(), Host })).status).toBe(200);
    }
    for (const Host of ['a b', 'a/b', 'x:99999999', '-']) {
      expect([400, 421]).toContain((await send({ ...withToken(), Host })).status);
    }
  });
});

describe('row 60: signing in', () => {
  test('is refused after ten tries in a minute, and says when to come back', async () => {
    await using other = await startTestServer({ HOST: '0.0.0.0' });
    const options = { method: 'POST', path: '/api/session', body: '{"token":"guess"}' };
    const attempt = () => sendWithHeaders(other.port, { Host: 'x', ...isJson }, options);
    for (let i = 0; i < 10; i += 1) expect((await attempt()).status).toBe(401);
    const late = await attempt();
    expect(late.status).toBe(429);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(late.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(JSON.parse(late.body)).toMatchObject({ code: 'too_many_sign_ins' });
  });
});
