import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabase, openStorage } from '../open-storage.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { migrations } from './index.js';
import { migrate } from './migrate.js';
import type { Migration } from './migration.js';

describe('migrate', () => {
  test('numbers its migrations from 1 without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
  });

  test('several at once migrate once', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    const opened = await Promise.all([1, 2, 3].map(() => openStorage({ path })));
    for (const storage of opened) await storage[Symbol.asyncDispose]();
    const connection = new Sqlite(path);
    expect(connection.prepare('select count(*) as n from schema_versions').get()).toEqual({
      n: migrations.length,
    });
    connection.close();
  });

  test('goes on from where an older version stopped', async () => {
    const database = await openDatabase({ path: ':memory:' });
    const second: Migration = { version: 2, statements: () => ['create table later (a text)'] };
    await migrate(database);
    await migrate(database, { steps: [...migrations, second] });
    await migrate(database, { steps: [...migrations, second] });
    const tables = await database.reader.introspection.getTables();
    expect(tables.map(({ name }) => name)).toContain('later');
    await database.close();
  });

  test('a migration that fails changes nothing', async () => {
    const database = await openDatabase({ path: ':memory:' });
    const broken: Migration = {
      version: 1,
      statements: () => ['create table a (b text)', 'create table a (b text)'],
    };
    await expect(migrate(database, { steps: [broken] })).rejects.toThrow('already exists');
    expect(await database.reader.introspection.getTables()).toEqual([]);
    await migrate(database);
    await database.close();
  });

  test('refuses what a newer version wrote, and says so', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await (await openStorage({ path }))[Symbol.asyncDispose]();
    const connection = new Sqlite(path);
    connection.exec(`insert into schema_versions values (99, '2030-01-01')`);
    connection.close();
    for (const readOnly of [false, true]) {
      await expect(openStorage({ path, readOnly })).rejects.toMatchObject({
        code: 'schema_too_new',
        detail: { version: 99, supported: migrations.length },
      });
    }
  });
});
