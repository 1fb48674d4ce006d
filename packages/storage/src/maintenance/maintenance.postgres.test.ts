import { expect, inject, test } from 'vitest';
import { openStorage } from '../open-storage.js';
import { makeRecords } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { createTestDatabase } from '../testing/test-postgres.js';

const createDatabase = () => createTestDatabase(inject('postgresPort'));

test('PostgreSQL is measured, and backed up by its own means', async () => {
  await using storage = await openStorage({ url: await createDatabase() });
  await makeRecords(storage, [{ text: 'a' }]);
  const { database, wal, tables } = await storage.maintenance.measure();
  expect(wal).toBeNull();
  expect(tables.records).toBeGreaterThan(0);
  expect(database).toBeGreaterThan(tables.records ?? 0);
  await expect(storage.maintenance.backup('x.db', { withKeys: false })).rejects.toMatchObject({
    code: 'backup_unsupported',
    status: 409,
    message: expect.stringContaining('pg_dump') as string,
  });
});

test('a database in memory is measured, but has nothing to back up', async () => {
  await using storage = await openStorage({ path: ':memory:' });
  await makeRecords(storage, [{ text: 'a' }]);
  const { database, tables } = await storage.maintenance.measure();
  expect(tables.records).toBeGreaterThan(0);
  expect(database).toBeGreaterThan(tables.records ?? 0);
  await expect(storage.maintenance.backup('x.db', { withKeys: false })).rejects.toMatchObject({
    code: 'backup_unsupported',
  });
});

test('row 56: what is not in the file yet is brought there, and nothing is left to be brought', async () => {
  await using directory = await makeTestDirectory();
  await using storage = await openStorage({ path: directory.file('a.db') });
  await makeRecords(storage, [{ text: 'a' }]);
  expect(await storage.maintenance.measureLog()).toBeGreaterThan(0);
  await storage.maintenance.emptyLog();
  expect(await storage.maintenance.measureLog()).toBe(0);
  await makeRecords(storage, [{ text: 'b' }]);
  expect((await storage.records.list()).total).toBe(2);
});

test('row 56: there is no such file in PostgreSQL, nor in memory', async () => {
  for (const options of [{ path: ':memory:' }, { url: await createDatabase() }]) {
    await using storage = await openStorage(options);
    await storage.maintenance.emptyLog();
    expect(await storage.maintenance.measureLog()).toBe(0);
  }
});

test('row 58: a copy holds what was stored at one moment, and a failed one leaves nothing', async () => {
  await using directory = await makeTestDirectory();
  await using storage = await openStorage({ path: directory.file('a.db') });
  await makeRecords(storage, [{ text: 'a' }, { text: 'b' }]);
  const made = await storage.maintenance.backup(directory.file('b.db'), { withKeys: true });
  expect(made).toMatchObject({ counts: { pipelines: 1, jobs: 1, records: 2 } });
  await makeRecords(storage, [{ text: 'c' }]);
  await using copy = await openStorage({ path: directory.file('b.db') });
  expect((await copy.records.list()).total).toBe(2);
  await expect(
    storage.maintenance.backup(directory.file('missing/c.db'), { withKeys: true }),
  ).rejects.toThrow(/directory/);
});
