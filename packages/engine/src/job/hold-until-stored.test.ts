import { DataGenFlowError, type IndexedSeed } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { Ask } from '../testing/ask-block.js';
import { breakingStore } from '../testing/breaking-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { wrapStore } from '../testing/wrap-store.js';

describe('a database that another process keeps', () => {
  const busy = () => new DataGenFlowError('database_busy', 'Try again.', { status: 503 });

  test('row 53: is asked again and again: the job runs on, nothing failed or was bought twice', async () => {
    const { clock, memory, store, models, heal } = breakingStore({
      breaksAt: 5,
      hits: (method) => method !== 'getJob',
      error: busy,
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(20), { options: { concurrency: 4 } });
    bench.runner.run(id);
    await settle();
    await clock.advance(60_000);
    expect(await memory.getJob(id)).toMatchObject({ status: 'running', records_failed: 0 });
    await expect(bench.runner.cancel(id)).rejects.toMatchObject({ status: 503 });
    heal();
    const ended = bench.runner.finished(id);
    await clock.advance(10_000);
    expect(await ended).toMatchObject({ status: 'completed', error: '', records_generated: 20 });
    expect(models.sent).toHaveLength(20);
  });

  test('a runner that is stopped meanwhile ends, and the next one goes on', async () => {
    const { clock, memory, store, models } = breakingStore({
      breaksAt: 2,
      hits: (method) => method !== 'getJob',
      error: busy,
    });
    const bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(6), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    await bench[Symbol.asyncDispose]();
    await using next = new JobBench([Ask], { store: memory, clock, owner: 'next' });
    await next.runner.start();
    expect(await next.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 6,
    });
  });
});

describe('a database that is not there', () => {
  const away = () => new DataGenFlowError('database_unavailable', 'No answer.', { status: 503 });

  test('row 53: is waited for: the job runs on, nothing failed or was bought twice', async () => {
    const { clock, memory, store, models, heal } = breakingStore({
      breaksAt: 5,
      hits: () => true,
      error: away,
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const options = { concurrency: 4, constraints: { max_total_execution_time: 60 } };
    const id = await bench.create(numbered(20), { options });
    bench.runner.run(id);
    await settle();
    await clock.advance(600_000);
    const sent = models.sent.length;
    expect(await memory.getJob(id)).toMatchObject({ status: 'running', pause_reason: null });
    await expect(bench.runner.cancel(id)).rejects.toMatchObject({ status: 503 });
    await clock.advance(600_000);
    expect(models.sent.length).toBe(sent);
    const ended = bench.runner.finished(id);
    heal();
    await clock.advance(10_000);
    const job = await ended;
    expect(job).toMatchObject({ status: 'completed', error: '', records_generated: 20 });
    expect(job.running_time).toBeLessThan(60);
    expect(models.sent).toHaveLength(20);
  });

  test('row 53: while seeds are read, the job begins anew and reads them again', async () => {
    let isAway = true;
    await using bench = new JobBench([Ask], {
      readSeeds: async function* () {
        yield { seeds: seedsOf([0, 1]), problems: [] };
        if (isAway) {
          isAway = false;
          throw away();
        }
        yield { seeds: seedsOf([2]), problems: [] };
      },
    });
    const job = await bench.run([]);
    expect(job).toMatchObject({ status: 'completed', error: '', records_generated: 3 });
  });

  test('a runner that is stopped meanwhile ends, and the next one goes on', async () => {
    const { clock, memory, store, models } = breakingStore({
      breaksAt: 2,
      hits: () => true,
      error: away,
    });
    const bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(6), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    await bench[Symbol.asyncDispose]();
    await using next = new JobBench([Ask], { store: memory, clock, owner: 'next' });
    await next.runner.start();
    const job = await next.runner.finished(id);
    expect(job).toMatchObject({ status: 'completed', records_generated: 6 });
  });
});

test('a runner that is stopped while its store never answers ends after a second', async () => {
  const clock = new ManualClock();
  const memory = new MemoryJobStore(clock);
  const store = wrapStore(memory, (method) =>
    method === 'commit' ? new Promise(() => undefined) : undefined,
  );
  const bench = new JobBench([Ask], { clock, store });
  const id = await bench.create(numbered(2));
  bench.runner.run(id);
  await settle();
  const stopped = bench[Symbol.asyncDispose]();
  await clock.advance(1_000);
  await stopped;
  expect(await memory.getJob(id)).toMatchObject({ status: 'running', error: '' });
});

function seedsOf(indexes: number[]): IndexedSeed[] {
  return indexes.map((n) => ({ seed_index: n, repetitions: 1, metadata: { n } }));
}
