import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backup, Pruned, StorageUse } from '@datagenflow/contracts';
import { checkIntegrity, openStorage } from '@datagenflow/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dgf-restored-'));
  server = await startTestServer();
  await post('/api/pipelines/from_template/text_classification', {});
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function post<T>(path: string, body: unknown): Promise<T> {
  return (await (await server.send('POST', path, body)).json()) as T;
}

async function run(count: number): Promise<number> {
  const seeds = Array.from({ length: count }, (_, i) => ({ metadata: { content: `text ${i}` } }));
  const id = await server.generate(1, seeds);
  await server.runtime.runner.finished(id);
  return id;
}

const pathOf = ({ file }: Backup) => join(server.dataDir, 'backups', file);

test('sizes are told of the database, its parts and the disk', async () => {
  await run(3);
  await writeFile(join(server.dataDir, 'uploads', 'seeds'), 'x'.repeat(1_000));
  const use = (await (await server.get('/api/storage')).json()) as StorageUse;
  expect(use.kind).toBe('sqlite');
  for (const part of [use.calls, use.records, use.traces, use.free_disk]) {
    expect(part).toBeGreaterThan(0);
  }
  expect(use.uploads).toBe(1_000);
  expect(use.database + (use.wal ?? 0)).toBeGreaterThan(use.calls + use.records + use.traces);
});

describe('pruning', () => {
  test('row 59: removes calls of deleted jobs when they are old, and never those of a trace', async () => {
    const [kept, gone] = [await run(2), await run(3)];
    await server.send('DELETE', `/api/records?job_id=${gone}`);
    await server.send('DELETE', `/api/jobs/${gone}?purge=true`);
    expect(await post<Pruned>('/api/storage/prune', {})).toEqual({ calls: 0 });
    const before = await traces(kept);
    await until(async () => {
      const { calls } = await post<Pruned>('/api/storage/prune', { older_than_days: 0 });
      return calls === 3;
    });
    expect(await post<Pruned>('/api/storage/prune', { older_than_days: 0 })).toEqual({ calls: 0 });
    expect(await traces(kept)).toEqual(before);
    expect(before.every((trace) => trace.includes('"calls"'))).toBe(true);
  });

  test('row 59: removes the oldest until the rest fits, whatever their age', async () => {
    const gone = await run(2);
    await server.send('DELETE', `/api/jobs/${gone}?purge=true`);
    expect(await post<Pruned>('/api/storage/prune', { max_mb: 1 })).toEqual({ calls: 0 });
    await until(async () => {
      const { calls } = await post<Pruned>('/api/storage/prune', { max_mb: 0 });
      return calls === 2;
    });
  });

  async function traces(jobId: number): Promise<string[]> {
    const records = (await (await server.get(`/api/records?job_id=${jobId}`)).json()) as {
      id: number;
    }[];
    return Promise.all(
      records.map(async ({ id }) => (await server.get(`/api/records/${id}`)).text()),
    );
  }

  /** What is deleted goes in the background. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((done) => setTimeout(done, 20));
  }
});

describe('backups', () => {
  const KEY = 'sk-canary-of-the-backup';

  test('row 58: are whole while jobs write, and can be opened', async () => {
    const seeds = Array.from({ length: 300 }, (_, i) => ({ metadata: { content: `t ${i}` } }));
    const jobId = await server.generate(1, seeds);
    const backups: Backup[] = [];
    for (let i = 0; i < 3; i += 1) backups.push(await post<Backup>('/api/storage/backup', {}));
    await server.runtime.runner.finished(jobId);
    const counts = backups.map((backup) => backup.counts.records ?? -1);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    for (const backup of backups) {
      expect(await checkIntegrity(pathOf(backup))).toEqual({ problems: [], dangling: [] });
      expect((await stat(pathOf(backup))).mode & 0o777).toBe(0o600);
      await using storage = await openStorage({ path: pathOf(backup) });
      expect(await storage.pipelines.list()).toHaveLength(1);
    }
  });

  test('row 44: leave keys out unless asked for', async () => {
    const model = { name: 'm', endpoint: 'https://api.openai.com/v1', model_name: 'x' };
    await server.send('POST', '/api/llm-models', { ...model, api_key: KEY });
    const { key_envelope } = await readModel(server.runtime.config.databasePath);
    expect(key_envelope).toMatch(/^v1:/);
    const bare = await post<Backup>('/api/storage/backup', {});
    const full = await post<Backup>('/api/storage/backup', { with_keys: true });
    expect([bare.with_keys, full.with_keys]).toEqual([false, true]);
    const [without, withKeys] = [await readFile(pathOf(bare)), await readFile(pathOf(full))];
    expect(without.includes(key_envelope ?? '-')).toBe(false);
    expect(withKeys.includes(key_envelope ?? '-')).toBe(true);
    expect(withKeys.includes(KEY)).toBe(false);
    expect((await readdir(join(server.dataDir, 'backups'))).join()).not.toContain('unfinished');
  });

  async function readModel(path: string): Promise<{ key_envelope: string | null }> {
    await using storage = await openStorage({ path, readOnly: true });
    const model = await storage.models.findByName('llm', 'm');
    const key = model === null ? null : await storage.models.readKey(model.id);
    return { key_envelope: key?.envelope ?? null };
  }
});
