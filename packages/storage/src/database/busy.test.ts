import Sqlite from 'better-sqlite3';
import type { Clock } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { openDatabase, openStorage } from '../open-storage.js';
import { OWNER, definition, generated, startJob } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';
import type { Database } from './database.js';
import { BUSY_LIMIT_MS } from './retry-when-busy.js';

/** Time that passes only while someone sleeps. */
function sleepyClock(onSleep: () => void = () => undefined): Clock & { slept: number } {
  return {
    slept: 0,
    now() {
      return this.slept;
    },
    date: () => new Date(0),
    async sleep(ms) {
      this.slept += ms;
      onSleep();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A database that another connection has locked. */
async function openLocked() {
  const directory = await makeTestDirectory();
  const path = directory.file('a.db');
  const clock = sleepyClock();
  const storage = await openStorage({ path, clock });
  const other = new Sqlite(path);
  other.exec('begin immediate');
  return {
    storage,
    other,
    clock,
    [Symbol.asyncDispose]: async () => {
      await storage[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe('a database that another process writes to', () => {
  test('is waited for without blocking, and nothing is lost', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    let sleeps = 0;
    const other = new Sqlite(path);
    const clock = sleepyClock(() => {
      sleeps += 1;
      if (sleeps === 20) other.exec('rollback');
    });
    await using storage = await openStorage({ path, clock });
    other.exec('begin immediate');
    const [one, two] = await Promise.all([
      storage.pipelines.create(definition('One')),
      storage.pipelines.create(definition('Two')),
    ]);
    expect(sleeps).toBe(20);
    expect(await storage.pipelines.list()).toEqual([two, one]);
    other.close();
  });

  test('is asked again at once when it is free in a moment', async () => {
    await using locked = await openLocked();
    const { storage, other, clock } = locked;
    const before = clock.slept;
    const saving = storage.pipelines.create(definition());
    setImmediate(() => setImmediate(() => other.exec('rollback')));
    expect(await storage.pipelines.list()).toEqual([]);
    const saved = await saving;
    expect(clock.slept).toBe(before);
    expect(await storage.pipelines.list()).toEqual([saved]);
    other.close();
  });

  test('is given up after five seconds, and the write can be made later', async () => {
    await using locked = await openLocked();
    const { storage, other, clock } = locked;
    const before = clock.slept;
    await expect(storage.pipelines.create(definition())).rejects.toMatchObject({
      code: 'database_busy',
      status: 503,
    });
    expect(clock.slept - before).toBeGreaterThanOrEqual(BUSY_LIMIT_MS);
    expect(await storage.pipelines.list()).toEqual([]);
    other.exec('rollback');
    other.close();
    await storage.pipelines.create(definition());
    expect(await storage.pipelines.list()).toHaveLength(1);
  });

  test('row 53: does not answer a ping that asks whether it can be written to', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    const clock = sleepyClock();
    await using storage = await openStorage({ path, clock });
    await storage.ping();
    const other = new Sqlite(path);
    other.exec('begin immediate');
    const writing = storage.pipelines.create(definition());
    await expect(storage.ping()).rejects.toMatchObject({ code: 'database_busy', status: 503 });
    await expect(writing).rejects.toMatchObject({ code: 'database_busy' });
    other.exec('rollback');
    other.close();
    await storage.ping();
  });

  test('answers a ping while it is busy with one commit after the other', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    const other = new Sqlite(path);
    const write = `begin immediate; insert into meta values ('k', '1')
      on conflict (key) do update set value = value || '1'`;
    const clock = sleepyClock(() => other.exec(`commit; ${write}`));
    await using storage = await openStorage({ path, clock });
    other.exec(write);
    await expect(storage.ping()).resolves.toBeUndefined();
    other.close();
  });

  test('two writers on one file both get all their commits through', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await using one = await openStorage({ path });
    await using two = await openStorage({ path, busyTimeoutMs: 50 });
    const { jobId } = await startJob(one, [{ seed_index: 0, repetitions: 200, metadata: {} }]);
    const run = async (storage: typeof one, owner: string) => {
      for (;;) {
        const claimed = await storage.jobs.claimExecutions(jobId, owner, 3);
        if (claimed.length === 0) return;
        const writes = claimed.map((execution) => generated(execution, { text: owner }));
        expect(await storage.jobs.commit(owner, writes)).toEqual({ refused: [] });
      }
    };
    await Promise.all([run(one, OWNER), run(two, 'runner-2'), run(one, 'runner-3')]);
    expect(await one.jobs.getJob(jobId)).toMatchObject({
      current_seed: 200,
      records_generated: 200,
    });
    expect((await two.records.list()).total).toBe(200);
  });

  test('a transaction that reads and then writes is alone from its start', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    await using storage = await openStorage({ path });
    await storage.meta.set('count', 0);
    const databases = await Promise.all([1, 2].map(() => openDatabase({ path })));
    const count = async ({ transact, clock }: Database) => {
      for (let i = 0; i < 10; i += 1) {
        await transact(async (trx) => {
          const meta = await trx.selectFrom('meta').selectAll().executeTakeFirstOrThrow();
          await clock.sleep(1);
          await trx
            .updateTable('meta')
            .set({ value: String(Number(meta.value) + 1) })
            .execute();
        });
      }
    };
    await Promise.all(databases.map(count));
    expect(await storage.meta.get('count')).toBe(20);
    await Promise.all(databases.map((database) => database.close()));
  });
});
