import { open } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStorage } from '../open-storage.js';
import { definition } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { checkIntegrity } from './check-integrity.js';

test('a sound database has no problems, also while another connection holds it', async () => {
  await using directory = await makeTestDirectory();
  const path = directory.file('a.db');
  await using storage = await openStorage({ path });
  await storage.pipelines.create(definition());
  expect(await checkIntegrity(path)).toEqual({ problems: [], dangling: [] });
});

test('finds rows whose parent is gone', async () => {
  await using directory = await makeTestDirectory();
  const path = directory.file('a.db');
  const database = new Sqlite(path);
  database.pragma('foreign_keys = OFF');
  database.exec(`
    create table parents (id integer primary key);
    create table children (parent_id integer references parents (id));
    insert into children values (7);`);
  database.close();
  expect(await checkIntegrity(path)).toEqual({
    problems: [],
    dangling: [{ table: 'children', rowid: 1, parent: 'parents' }],
  });
});

test('finds a damaged page', async () => {
  await using directory = await makeTestDirectory();
  const path = directory.file('a.db');
  const database = new Sqlite(path);
  database.exec('create table numbers (n integer); insert into numbers values (1);');
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  database.close();
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(pageSize), 0, pageSize, pageSize);
  await file.close();
  expect(await checkIntegrity(path)).toEqual({
    problems: ['database disk image is malformed'],
    dangling: [],
  });
});

test('a file that is not there is not made', async () => {
  await using directory = await makeTestDirectory();
  await expect(checkIntegrity(directory.file('none.db'))).rejects.toThrow('unable to open');
});
