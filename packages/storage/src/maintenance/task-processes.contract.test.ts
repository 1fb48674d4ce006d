import { readdir, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { openStorage } from '../open-storage.js';
import { hangBackups, hangs } from '../testing/hang-backups.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { sweepBackups } from './remove-unfinished.js';

test('a backup in the middle of SQLite ends when the storage is disposed of, and leaves nothing', async () => {
  await using directory = await makeTestDirectory();
  const storage = await openStorage({ path: directory.file('a.db') });
  hangBackups(directory.file('a.db'));
  const backup = storage.maintenance.backup(directory.file('b.db'), { withKeys: false });
  const failed = backup.catch((error: unknown) => error);
  await vi.waitFor(() => expect(hangs(directory.file('b.db'))).toBe(true), { timeout: 30_000 });
  await storage[Symbol.asyncDispose]();
  expect(await failed).toMatchObject({ code: 'storage_closed', status: 503 });
  expect((await readdir(directory.path)).filter((name) => name.startsWith('b'))).toEqual([]);
  await expect(storage.maintenance.measure()).rejects.toMatchObject({ code: 'storage_closed' });
});

test('all that measure at a time share one measuring', async () => {
  await using directory = await makeTestDirectory();
  await using storage = await openStorage({ path: directory.file('a.db') });
  const [one, two] = await Promise.all([
    storage.maintenance.measure(),
    storage.maintenance.measure(),
  ]);
  expect(two).toBe(one);
  expect(await storage.maintenance.measure()).not.toBe(one);
});

test('what killed processes left of backups is swept, and no backup', async () => {
  await using directory = await makeTestDirectory();
  for (const name of ['a.db', 'b.db.unfinished', 'b.db.unfinished-journal']) {
    await writeFile(directory.file(name), '');
  }
  await sweepBackups(directory.path);
  expect(await readdir(directory.path)).toEqual(['a.db']);
  await sweepBackups(directory.file('missing'));
});
