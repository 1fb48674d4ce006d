import Sqlite from 'better-sqlite3';
import { systemClock } from '@datagenflow/contracts';
import { sql, type Kysely } from './kysely.js';
import type { Schema } from './schema.js';
import { describe, expect, test } from 'vitest';
import { readdir, writeFile } from 'node:fs/promises';
import { openStorage } from '../open-storage.js';
import { OWNER, callOf, definition, makeRecords, startJob } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { assertSafe, openSqlite } from './open-sqlite.js';

describe('openSqlite', () => {
  test('opens durable and with foreign keys, for writing and for reading, every time', async () => {
    await using directory = await makeTestDirectory();
    const options = { path: directory.file('a.db'), clock: systemClock, busyTimeoutMs: 0 };
    for (const readOnly of [false, false, true]) {
      const database = await openSqlite({ ...options, readOnly });
      const pragmas = await sql<Record<string, unknown>>`
        select (select journal_mode from pragma_journal_mode) as journal_mode,
          (select synchronous from pragma_synchronous) as synchronous,
          (select foreign_keys from pragma_foreign_keys) as foreign_keys`.execute(database.reader);
      expect(pragmas.rows).toEqual([{ journal_mode: 'wal', synchronous: 2, foreign_keys: 1 }]);
      await database.close();
    }
  });

  test('waits for the disk in every transaction but those that may be forgotten', async () => {
    await using directory = await makeTestDirectory();
    const options = { path: directory.file('a.db'), clock: systemClock, busyTimeoutMs: 0 };
    const database = await openSqlite({ ...options, readOnly: false });
    const setting = async (trx: Kysely<Schema>): Promise<unknown> =>
      (await sql`pragma synchronous`.execute(trx)).rows;
    const [full, normal] = [[{ synchronous: 2 }], [{ synchronous: 1 }]];
    const together = [database.transactUnsynced(setting), database.transact(setting)];
    expect(await Promise.all(together)).toEqual([normal, full]);
    const failing = database.transactUnsynced(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await database.transact(setting)).toEqual(full);
    await database.close();
  });

  test.each([
    ['synchronous = NORMAL', 'synchronous'],
    ['foreign_keys = OFF', 'foreign_keys'],
    ['journal_mode = DELETE', 'journal_mode'],
  ])('refuses a connection with %s', async (pragma, setting) => {
    await using directory = await makeTestDirectory();
    const connection = new Sqlite(directory.file('a.db'));
    for (const safe of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) {
      connection.pragma(safe);
    }
    assertSafe(connection, 'wal');
    connection.pragma(pragma);
    expect(() => assertSafe(connection, 'wal')).toThrow(
      expect.objectContaining({
        code: 'database_unsafe',
        detail: expect.objectContaining({ setting }),
      }),
    );
    connection.close();
  });

  test('says what is wrong with a path', async () => {
    await using directory = await makeTestDirectory();
    await expect(openStorage({ path: directory.file('no/such/a.db') })).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    await writeFile(directory.file('text.db'), 'This is no database, but long enough. '.repeat(50));
    await expect(openStorage({ path: directory.file('text.db') })).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('not a SQLite database'),
    });
    await expect(openStorage({})).rejects.toMatchObject({ code: 'config_invalid' });
  });

  test('read-only storage reads beside a writer and writes nothing', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await using writer = await openStorage({ path });
    await using reader = await openStorage({ path, readOnly: true });
    await makeRecords(writer, [{ text: 'a' }]);
    expect((await reader.records.list()).total).toBe(1);
    await expect(reader.pipelines.create(definition())).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    });
    await reader.ping();
  });

  test('what was stored is there when it is opened again', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    const first = await openStorage({ path });
    const { ids } = await makeRecords(first, [{ text: 'a' }, { text: 'b' }]);
    const before = await first.records.get(ids[0] ?? 0, { trace: true });
    await first[Symbol.asyncDispose]();
    await using second = await openStorage({ path });
    expect(await second.records.get(ids[0] ?? 0, { trace: true })).toEqual(before);
  });

  test('a field that is the record’s is stored once', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await using storage = await openStorage({ path });
    await makeRecords(storage, [{ text: 'FINDME', list: ['FINDME'] }]);
    const connection = new Sqlite(path, { readonly: true });
    const rows = connection.prepare('select output, output_refs from trace_entries').all();
    expect(rows).toEqual([{ output: '{"text":null,"list":null}', output_refs: '["text","list"]' }]);
    connection.close();
  });

  test('calls outlive their job, for reuse', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await using storage = await openStorage({ path });
    const { jobId } = await startJob(storage, [{ seed_index: 0, repetitions: 1, metadata: {} }]);
    const [execution] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
    if (!execution) throw new Error('One was asked for');
    const stored = callOf(execution, 'prompt', 'answer');
    await storage.jobs.commit(OWNER, [{ kind: 'call', job_id: jobId, stored }]);
    await storage.jobs.moveJob(jobId, ['pending'], 'cancelled');
    await storage.jobs.deleteJob(jobId);
    await storage.removeDeleted();
    const connection = new Sqlite(path, { readonly: true });
    const [call] = connection.prepare('select * from calls').all();
    expect(call).toMatchObject({
      job_id: null,
      execution_id: null,
      seed_hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      request_hash: stored.request_hash,
      branch: '',
    });
    connection.close();
  });

  test('closing lets go of the file, used or not', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await (await openStorage({ path }))[Symbol.asyncDispose]();
    expect(await readdir(directory.path)).toEqual(['a.db']);
  });
});
