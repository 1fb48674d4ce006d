import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isRunning } from '@datagenflow/extensions/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorkspace, type Started, type Workspace } from './support/dgf.js';

const LONG = { timeout: 30_000 };

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace();
});
afterEach(() => work[Symbol.asyncDispose]());

const inData = (...names: string[]) => join(work.path, 'data', ...names);

async function startServer(env: Record<string, string> = {}): Promise<Started & { url: string }> {
  const started = work.start(['start', '--port', '0'], env);
  const text = await started.says('Ctrl-C');
  return { ...started, url: /http:\/\/localhost:\d+/.exec(text)?.[0] ?? '' };
}

/** Has a server make a backup that stays in SQLite for ever. Resolves with its file. */
async function hangInBackup(url: string): Promise<string> {
  const database = new DatabaseSync(inData('datagenflow.db'), { timeout: 30_000 });
  database.exec(`
    insert into sessions (digest, actor, created_at, expires_at)
      values ('x', 'x', '2000-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z');
    create view endless as
      with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n;
    create trigger hang after delete on sessions begin select n from endless; end`);
  database.close();
  const headers = { 'Content-Type': 'application/json' };
  const backup = fetch(`${url}/api/storage/backup`, { method: 'POST', headers, body: '{}' });
  backup.catch(() => undefined);
  return vi.waitFor(async () => {
    const names = await readdir(inData('backups'));
    const file = inData('backups', names.find((name) => name.endsWith('.unfinished')) ?? 'none');
    expect(existsSync(`${file}-journal`) && isWrittenTo(file)).toBe(true);
    return file;
  }, LONG);
}

function isWrittenTo(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    database.exec('begin immediate');
    return false;
  } catch (error) {
    return String(error).includes('locked');
  } finally {
    database.close();
  }
}

test('SIGTERM ends a server in the middle of a backup, of which nothing is left', async () => {
  const server = await startServer();
  await hangInBackup(server.url);
  server.child.kill('SIGTERM');
  const ended = await server.ended;
  expect(ended.code).toBe(0);
  expect(ended.stderr).toBe('');
  expect(await readdir(inData('backups'))).toEqual([]);
});

test('a backup ends with a server that is killed; the next sweeps up what it left', async () => {
  const server = await startServer();
  const file = await hangInBackup(server.url);
  server.child.kill('SIGKILL');
  await server.ended;
  await vi.waitFor(() => expect(isWrittenTo(file)).toBe(false), LONG);
  expect(existsSync(file)).toBe(true);
  const next = await startServer();
  expect(await readdir(inData('backups'))).toEqual([]);
  next.child.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
});

test('a runner whose thread is busy for ever ends with a server that is killed', async () => {
  const env = { NODE_ENV: 'test', FAILPOINT: 'claim.after:spin' };
  const server = await startServer(env);
  await work.write('seeds.json', [{ metadata: { content: 'a' } }]);
  const args = ['generate', 'text_classification', 'seeds.json', '--detach'];
  await work.runWarm(args, { DATAGENFLOW_ENDPOINT: server.url });
  const { pid } = JSON.parse(await readFile(inData('runner', 'lock.json'), 'utf8')) as {
    pid: number;
  };
  await vi.waitFor(async () => {
    const ready = await fetch(`${server.url}/ready`);
    expect(await ready.text()).toContain('does not answer');
  }, LONG);
  expect(isRunning(pid)).toBe(true);
  server.child.kill('SIGKILL');
  await server.ended;
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), LONG);
  const next = await startServer();
  next.child.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
});
