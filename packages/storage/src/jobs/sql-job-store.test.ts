import { expect, test } from 'vitest';
import type { Database } from '../database/database.js';
import { migrate } from '../migrations/migrate.js';
import { connectStores, openDatabase } from '../open-storage.js';
import { OWNER, definition, newJob } from '../testing/samples.js';

test('what many jobs leave behind when they stop at once is stored in a few transactions', async () => {
  const database = await openDatabase({ path: ':memory:' });
  await migrate(database);
  let transactions = 0;
  const transact: Database['transact'] = (work) => {
    transactions += 1;
    return database.transact(work);
  };
  await using storage = connectStores({ ...database, transact });
  const { jobs, pipelines } = storage;
  const { id: pipelineId } = await pipelines.create(definition());
  const held = new Map<number, number[]>();
  for (let n = 0; n < 150; n += 1) {
    const { id } = await jobs.createJob(newJob(pipelineId));
    await jobs.moveJob(id, ['pending'], 'running');
    await jobs.importSeeds(id, [{ seed_index: 0, repetitions: 2, metadata: {} }]);
    const claimed = await jobs.claimExecutions(id, OWNER, 2);
    held.set(
      id,
      claimed.map((execution) => execution.id),
    );
  }
  transactions = 0;
  await Promise.all(
    [...held].map(async ([id, executionIds]) => {
      await jobs.releaseExecutions(OWNER, executionIds);
      await jobs.updateJob(id, { add_running_time: 2 });
      await jobs.moveJob(id, ['running'], 'paused');
    }),
  );
  expect(transactions).toBeLessThan(10);
  for (const [id] of held) {
    expect(await jobs.countExecutions(id)).toEqual({ pending: 2 });
    expect(await jobs.getJob(id)).toMatchObject({ status: 'paused', running_time: 2 });
  }
});
