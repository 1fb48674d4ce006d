import { readdir, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { startProgram } from '../testing/start-program.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import { acquireInstanceLock, readInstanceInfo } from './acquire-instance-lock.js';

describe('acquireInstanceLock', () => {
  test('a second one is told who holds it', async () => {
    await using directory = await makeTestDirectory();
    const lock = await acquireInstanceLock(directory.path);
    await expect(acquireInstanceLock(directory.path)).rejects.toMatchObject({
      code: 'instance_locked',
      status: 409,
      detail: { pid: process.pid },
    });
    await lock.publish({ url: 'http://127.0.0.1:8000' });
    await expect(acquireInstanceLock(directory.path)).rejects.toMatchObject({
      code: 'instance_locked',
      message: expect.stringContaining('http://127.0.0.1:8000'),
      detail: { pid: process.pid, url: 'http://127.0.0.1:8000' },
    });
    await lock[Symbol.asyncDispose]();
    expect(await readInstanceInfo(directory.path)).toBeNull();
    expect(await readdir(directory.path)).toEqual(['lock.db']);
    await using again = await acquireInstanceLock(directory.path);
    expect(again).toBeDefined();
  });

  test('one that comes before its holder has told who it is still learns it', async () => {
    await using directory = await makeTestDirectory();
    const dead = startProgram('hold-lock.ts', [directory.file('elsewhere')]);
    await dead.kill();
    await writeFile(directory.file('lock.json'), JSON.stringify({ pid: dead.pid }));
    const holder = new Sqlite(directory.file('lock.db'));
    holder.exec('begin immediate');
    const refused = acquireInstanceLock(directory.path).catch((error: unknown) => error);
    await sleep(50);
    await writeFile(directory.file('lock.json'), JSON.stringify({ pid: process.pid }));
    expect(await refused).toMatchObject({
      message: expect.stringContaining(`Process ${process.pid} `),
      detail: { pid: process.pid },
    });
    holder.close();
  });

  test('one whose holder never tells who it is is refused all the same', async () => {
    await using directory = await makeTestDirectory();
    const holder = new Sqlite(directory.file('lock.db'));
    holder.exec('begin immediate');
    await expect(acquireInstanceLock(directory.path)).rejects.toMatchObject({
      code: 'instance_locked',
      message: expect.stringContaining('Another process'),
    });
    holder.close();
  });

  test('makes the directory it is to hold', async () => {
    await using directory = await makeTestDirectory();
    await using lock = await acquireInstanceLock(directory.file('new/data'));
    expect(lock).toBeDefined();
    expect(await readInstanceInfo(directory.file('new/data'))).toEqual({ pid: process.pid });
  });

  test('is taken even while another looks at it, so that of two at once one succeeds', async () => {
    await using directory = await makeTestDirectory();
    const other = new Sqlite(directory.file('lock.db'));
    other.exec('begin; select * from sqlite_schema');
    await using lock = await acquireInstanceLock(directory.path);
    expect(lock).toBeDefined();
    other.close();
    await expect(acquireInstanceLock(directory.path)).rejects.toMatchObject({
      code: 'instance_locked',
    });
  });

  test('row 54: one whose file was removed meanwhile leaves what the next one tells', async () => {
    await using directory = await makeTestDirectory();
    const old = await acquireInstanceLock(directory.path, 1);
    await rm(directory.file('lock.db'));
    await using present = await acquireInstanceLock(directory.path, 2);
    await present.publish({ url: 'http://127.0.0.1:8001' });
    await old[Symbol.asyncDispose]();
    expect(await readInstanceInfo(directory.path)).toEqual({
      pid: 2,
      url: 'http://127.0.0.1:8001',
    });
  });

  test('is free at once when its holder is killed', async () => {
    await using directory = await makeTestDirectory();
    const holder = startProgram('hold-lock.ts', [directory.path]);
    await holder.waitForLines(1);
    await expect(acquireInstanceLock(directory.path)).rejects.toMatchObject({
      code: 'instance_locked',
      detail: { pid: holder.pid, url: 'http://127.0.0.1:8000' },
    });
    await holder.kill();
    await using lock = await acquireInstanceLock(directory.path);
    expect(lock).toBeDefined();
    expect(await readInstanceInfo(directory.path)).toEqual({ pid: process.pid });
  });
});
