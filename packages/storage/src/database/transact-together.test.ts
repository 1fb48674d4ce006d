import { DataGenFlowError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { migrate } from '../migrations/migrate.js';
import { openDatabase } from '../open-storage.js';
import type { Database } from './database.js';
import { transactTogether } from './transact-together.js';

/** A database whose transactions are counted. */
async function openCounted() {
  const database = await openDatabase({ path: ':memory:' });
  await migrate(database);
  const counts = { transactions: 0 };
  const counted: Database = {
    ...database,
    transact: (work) => {
      counts.transactions += 1;
      return database.transact(work);
    },
  };
  const { transact } = transactTogether(counted);
  const write = (key: string, value = '1'): Promise<string> =>
    transact(async (trx) => {
      await trx.insertInto('meta').values({ key, value }).execute();
      return key;
    });
  const readKeys = async (): Promise<string[]> => {
    const rows = await database.reader.selectFrom('meta').select('key').orderBy('key').execute();
    return rows.map(({ key }) => key);
  };
  return { counts, transact, write, readKeys, [Symbol.asyncDispose]: () => database.close() };
}

const keys = Array.from({ length: 250 }, (_, i) => `key ${String(i).padStart(3, '0')}`);

describe('changes that come at once', () => {
  test('share a transaction with those that came during the one before', async () => {
    await using opened = await openCounted();
    expect(await Promise.all(keys.map((key) => opened.write(key)))).toEqual(keys);
    expect(opened.counts.transactions).toBe(4);
    expect(await opened.readKeys()).toEqual(keys);
    await opened.write('later');
    expect(opened.counts.transactions).toBe(5);
  });

  test('fail alone', async () => {
    await using opened = await openCounted();
    const broken = (): Promise<never> => opened.transact(() => Promise.reject(new Error('a bug')));
    const ends = await Promise.allSettled([
      opened.write('a'),
      opened.write('b'),
      broken(),
      opened.write('c'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await opened.readKeys()).toEqual(['a', 'b', 'c']);
  });

  test('fail together when nothing can be stored, after one attempt', async () => {
    await using opened = await openCounted();
    const full = new DataGenFlowError('disk_full', 'The disk is full.', { status: 507 });
    const ends = await Promise.allSettled([
      opened.write('a'),
      opened.write('b'),
      opened.transact(() => Promise.reject(full)),
      opened.write('c'),
    ]);
    expect(ends.slice(1)).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason: full })),
    );
    expect(opened.counts.transactions).toBe(2);
    expect(await opened.readKeys()).toEqual(['a']);
    await opened.write('b');
    expect(await opened.readKeys()).toEqual(['a', 'b']);
  });
});
