import { DataGenFlowError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { Ask } from '../testing/ask-block.js';
import { breakingStore } from '../testing/breaking-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { settle } from '../testing/manual-clock.js';

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
