import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiskReserve, openReserve } from './disk-reserve.js';

const MB = 1024 ** 2;
const FULL = '/dev/full';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dgf-reserve-'));
});

afterAll(() => rm(directory, { recursive: true }));

describe('row 59: the reserve of a disk', () => {
  test('takes 1 MB, none once it is freed, and the whole of it again', async () => {
    const path = join(directory, 'a');
    const reserve = new DiskReserve(path);
    const size = async () => (await stat(path)).size;
    expect(await reserve.refill()).toBe(true);
    expect(await size()).toBe(MB);
    await reserve.free();
    expect(await size()).toBe(0);
    await reserve.refill();
    await truncate(path, 1_000);
    expect(await reserve.refill()).toBe(true);
    expect(await size()).toBe(MB);
    expect(await reserve.refill()).toBe(true);
    expect(await size()).toBe(MB);
  });

  test('that can’t be made is none', async () => {
    const reserve = new DiskReserve(join(directory, 'missing', 'a'));
    await reserve.free();
    expect(await reserve.refill()).toBe(true);
  });

  test.runIf(existsSync(FULL))('says that a full disk has no room for it', async () => {
    const reserve = new DiskReserve(FULL);
    expect(await reserve.refill()).toBe(false);
    await reserve.free();
  });

  test('stands beside a SQLite file, and nowhere with another database', async () => {
    const databasePath = join(directory, 'a.db');
    const databaseUrl = 'postgres://localhost/a';
    expect(await openReserve({ databasePath, databaseUrl })).toBeUndefined();
    expect(await openReserve({ databasePath: ':memory:', databaseUrl: undefined })).toBeUndefined();
    expect(existsSync(`${databasePath}-reserve`)).toBe(false);
    await openReserve({ databasePath, databaseUrl: undefined });
    expect((await stat(`${databasePath}-reserve`)).size).toBe(MB);
  });
});
