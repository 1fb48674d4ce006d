import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspace, type Started, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
});
afterEach(() => work[Symbol.asyncDispose]());

interface Server extends Started {
  url: string;
  link: string;
}

async function startServer(env: Record<string, string> = {}): Promise<Server> {
  const started = work.start(['start', '--port', '0'], { HOST: '0.0.0.0', ...env });
  const text = await started.says('Ctrl-C');
  const link = /http:\/\/\S+#code=[\w-]+/.exec(text)?.[0] ?? '';
  return { ...started, url: /http:\/\/localhost:\d+/.exec(text)?.[0] ?? '', link };
}

const tokenOf = async () => (await work.runWarm(['token', 'show'])).stdout.trim();

function list(url: string, token: string): Promise<Response> {
  return fetch(`${url}/api/jobs`, { headers: { Authorization: `Bearer ${token}` } });
}

describe('HOST=0.0.0.0', () => {
  test('row 9: prints a link to sign in with once; all else needs the token', async () => {
    const server = await startServer();
    expect((await fetch(`${server.url}/api/jobs`)).status).toBe(401);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    const code = server.link.split('#code=')[1];
    const session = { method: 'POST', body: JSON.stringify({ code, actor: 'ann' }) };
    const headers = { 'Content-Type': 'application/json' };
    const signedIn = await fetch(`${server.url}/api/session`, { ...session, headers });
    expect(await signedIn.json()).toEqual({ actor: 'ann' });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await fetch(`${server.url}/api/jobs`, { headers: { cookie } })).status).toBe(200);

    server.child.kill('SIGTERM');
    await server.ended;
    const next = await startServer();
    expect((await fetch(`${next.url}/api/jobs`, { headers: { cookie } })).status).toBe(200);

    const old = await tokenOf();
    expect((await list(next.url, old)).status).toBe(200);
    const rotated = await work.runWarm(['token', 'rotate']);
    expect(rotated.stdout.trim()).toBe(await tokenOf());
    expect((await list(next.url, old)).status).toBe(401);
    expect((await list(next.url, rotated.stdout.trim())).status).toBe(200);
    expect((await fetch(`${next.url}/api/jobs`, { headers: { cookie } })).status).toBe(401);
  });

  test('commands find the token: its file, .env, the environment; without it they say where', async () => {
    await startServer();
    expect((await work.runWarm(['jobs', 'list'])).code).toBe(0);
    const token = await tokenOf();
    const file = join(work.path, 'data', 'auth', 'token');
    const content = await readFile(file, 'utf8');
    await writeFile(file, `${'x'.repeat(20)}\n`);
    const wrong = await work.runWarm(['models', 'list'], { DATAGENFLOW_TOKEN: 'y'.repeat(20) });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('DATAGENFLOW_TOKEN, .env or ./data/auth/token');
    expect(wrong.stderr).not.toContain('yyyy');
    await writeFile(file, content);
    await work.write('.env', `DATAGENFLOW_TOKEN=${token}\n`);
    expect((await work.runWarm(['models', 'list'])).code).toBe(0);
  });

  test('row 9: a data directory that can’t hold the token stops the start, the port unopened', async () => {
    await mkdir(join(work.path, 'data'));
    await writeFile(join(work.path, 'data', 'auth'), 'in the way');
    const port = await freePort();
    const env = { HOST: '0.0.0.0', PORT: String(port) };
    const refused = await work.runWarm(['start'], env);
    expect(refused.code).toBe(78);
    expect(refused.stderr).toContain('DATAGENFLOW_TOKEN');
    await expect(knock(port)).rejects.toThrow('ECONNREFUSED');
    await rm(join(work.path, 'data'), { recursive: true });
    await writeFile(join(work.path, 'data'), '');
    expect((await work.runWarm(['start'], env)).code).toBe(78);
  });
});

describe('dgf token', () => {
  test('show says so when there is none; rotate makes one for the owner only', async () => {
    const none = await work.runWarm(['token', 'show']);
    expect([none.code, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toContain('dgf token rotate');
    const made = JSON.parse((await work.runWarm(['token', 'rotate', '--json'])).stdout) as object;
    expect(made).toEqual({ token: await tokenOf() });
    expect((await stat(join(work.path, 'data', 'auth', 'token'))).mode & 0o777).toBe(0o600);
    const own = await work.runWarm(['token', 'rotate'], { DATAGENFLOW_TOKEN: 'x'.repeat(16) });
    expect(own.stderr).toContain('DATAGENFLOW_TOKEN sets the token');
  });
});

describe('a wrong setting', () => {
  let shared: Workspace;
  beforeAll(async () => {
    shared = await createWorkspace({ commands });
  });
  afterAll(() => shared[Symbol.asyncDispose]());

  test.each([
    ['HOST', 'flow.example'],
    ['DATAGENFLOW_TOKEN', 'short'],
    ['ALLOWED_HOSTS', '0.0.0.0'],
    ['DEBUG', 'maybe'],
  ])('%s=%s is refused with what is allowed', async (name, value) => {
    const refused = await shared.runWarm(['start'], { [name]: value });
    expect(refused.code).toBe(78);
    expect(refused.stderr).toContain(`${name} is '`);
  });
});

test('a port that is taken says by whom', async () => {
  const first = work.start(['start', '--port', '0']);
  const url = /http:\/\/localhost:(\d+)/.exec(await first.says('Ctrl-C'));
  const again = ['start', '--data-dir', 'other', '--port'];
  const second = await work.runWarm([...again, url?.[1] ?? '']);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`is taken by another DataGenFlow server (${url?.[0] ?? ''})`);

  const foreign = createServer((_request, response) => response.end('Hello'));
  await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
  const { port } = foreign.address() as AddressInfo;
  const third = await work.runWarm([...again, String(port)]);
  expect(third.stderr).toContain(`Port ${port} is taken by another web server`);
  await new Promise((done) => foreign.close(done));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function knock(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
