import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { JobWrite } from '@datagenflow/contracts';
import { openStorage, type Storage } from '../open-storage.js';
import { OWNER, generated, startJob } from '../testing/samples.js';
import { makeTestDirectory } from '../testing/test-directory.js';

const COUNT = 30;

async function claimAll(storage: Storage): Promise<{ jobId: number; writes: JobWrite[] }> {
  const seeds = [{ seed_index: 0, repetitions: COUNT, metadata: { topic: 'cats' } }];
  const { jobId } = await startJob(storage, seeds);
  const claimed = await storage.jobs.claimExecutions(jobId, OWNER, COUNT);
  return { jobId, writes: claimed.map((one, n) => generated(one, { n })) };
}

describe('commits in a thread of their own', () => {
  test('take turns with what is written here, so that neither finds the database busy', async () => {
    await using directory = await makeTestDirectory();
    await using storage = await openStorage({ path: directory.file('a.db'), commitsHere: 0 });
    const { jobId, writes } = await claimAll(storage);
    const done = writes.flatMap((write, n) => [
      storage.jobs.commit(OWNER, [write]),
      storage.jobs.updateJob(jobId, { current_step: `${n}` }),
    ]);
    await Promise.all(done);
    expect(await storage.jobs.getJob(jobId)).toMatchObject({
      records_generated: COUNT,
      current_step: `${COUNT - 1}`,
    });
  });

  test('follow those that are made here, and all of them count', async () => {
    await using directory = await makeTestDirectory();
    await using storage = await openStorage({ path: directory.file('a.db'), commitsHere: 3 });
    const { jobId, writes } = await claimAll(storage);
    for (const write of writes) await storage.jobs.commit(OWNER, [write]);
    expect((await storage.jobs.getJob(jobId)).records_generated).toBe(COUNT);
  });

  test('fail with the same error as here, leave nothing behind, and go on', async () => {
    await using directory = await makeTestDirectory();
    await using storage = await openStorage({ path: directory.file('a.db'), commitsHere: 0 });
    const { jobId, writes } = await claimAll(storage);
    const [first, second] = await storage.executions
      .list({ job_id: jobId, limit: 2 })
      .then(({ items }) => items.map(({ id }) => id));
    const trace = { trace: [], usage: usageOf(writes), cost: 0, saved_cost: 0 };
    const twins: JobWrite = {
      kind: 'outcome',
      outcome: {
        ...trace,
        execution_id: first ?? 0,
        job_id: jobId,
        status: 'fanned_out',
        next_step: 1,
        branches: [
          { branch: '0', delta: {} },
          { branch: '0', delta: {} },
        ],
      },
    };
    const good = writes.filter((write) => idOf(write) === second);
    await expect(storage.jobs.commit(OWNER, [...good, twins])).rejects.toMatchObject({
      code: 'already_exists',
      status: 409,
    });
    expect((await storage.jobs.getJob(jobId)).records_generated).toBe(0);
    await storage.jobs.commit(OWNER, writes);
    expect((await storage.jobs.getJob(jobId)).records_generated).toBe(COUNT);
  });

  test.each([0, 20])(
    'seeds of any number of repetitions leave turns to others (%i orders here)',
    async (commitsHere) => {
      await using directory = await makeTestDirectory();
      await using storage = await openStorage({ path: directory.file('a.db'), commitsHere });
      const { jobId } = await startJob(storage, []);
      let isImported = false;
      const seed = { seed_index: 0, repetitions: 5_000, metadata: {} };
      const importing = storage.jobs.importSeeds(jobId, [seed]).then(() => (isImported = true));
      await storage.jobs.updateJob(jobId, { current_step: 'meanwhile' });
      expect(isImported).toBe(false);
      await importing;
      const job = await storage.jobs.getJob(jobId);
      expect(job).toMatchObject({ total_seeds: 5_000, current_step: 'meanwhile' });
    },
  );

  test('seeds are stored here when the thread dies', async () => {
    await using directory = await makeTestDirectory();
    await using storage = await openStorage({ path: directory.file('a.db'), commitsHere: 0 });
    const threads: Worker[] = [];
    const watch = (worker: Worker) => void threads.push(worker);
    process.on('worker', watch);
    try {
      const { jobId } = await startJob(storage, []);
      const seed = { seed_index: 0, repetitions: 3_000, metadata: {} };
      const importing = storage.jobs.importSeeds(jobId, [seed]);
      expect(threads).toHaveLength(1);
      await threads[0]?.terminate();
      await importing;
      expect((await storage.jobs.getJob(jobId)).total_seeds).toBe(3_000);
    } finally {
      process.off('worker', watch);
    }
  });

  test('seeds are stored until a signal says otherwise, and the rest the next time', async () => {
    await using directory = await makeTestDirectory();
    await using storage = await openStorage({ path: directory.file('a.db') });
    const { jobId } = await startJob(storage, []);
    const stop = new AbortController();
    const seeds = [{ seed_index: 0, repetitions: 5_000, metadata: {} }];
    const importing = storage.jobs.importSeeds(jobId, seeds, { signal: stop.signal });
    stop.abort(new Error('no more'));
    await expect(importing).rejects.toThrow('no more');
    expect((await storage.jobs.getJob(jobId)).total_seeds).toBe(1_000);
    await storage.jobs.importSeeds(jobId, seeds);
    expect((await storage.jobs.getJob(jobId)).total_seeds).toBe(5_000);
  });

  test('are made before the database closes', async () => {
    await using directory = await makeTestDirectory();
    const path = directory.file('a.db');
    const storage = await openStorage({ path, commitsHere: 0 });
    const { jobId, writes } = await claimAll(storage);
    const committing = writes.map((write) => storage.jobs.commit(OWNER, [write]));
    await storage[Symbol.asyncDispose]();
    await Promise.all(committing);
    await using again = await openStorage({ path });
    expect((await again.jobs.getJob(jobId)).records_generated).toBe(COUNT);
  });
});

function idOf(write: JobWrite): number | undefined {
  return write.kind === 'outcome' ? write.outcome.execution_id : undefined;
}

function usageOf([write]: JobWrite[]) {
  if (write?.kind !== 'outcome') throw new Error('The first write is no outcome.');
  return write.outcome.usage;
}
