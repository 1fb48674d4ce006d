import { readdir, rm } from 'node:fs/promises';
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
