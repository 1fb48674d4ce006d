import { settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { Ask } from '../testing/ask-block.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { ScriptedModels } from '../testing/scripted-models.js';

/** Models that answer when told to. */
function gatedModels() {
  const gate = Promise.withResolvers<void>();
  const models = new ScriptedModels((prompt) => gate.promise.then(() => `answer to ${prompt}`));
  return { models, open: () => gate.resolve() };
}

describe('pausing a job', () => {
  test('starts nothing new; what is in flight ends and is stored; resuming buys the rest once', async () => {
    const { models, open } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(10), { options: { concurrency: 3 } });
    bench.runner.run(id);
    await settle();
    expect(await bench.runner.pause(id)).toMatchObject({ status: 'paused', pause_reason: 'user' });
    open();
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'paused', current_seed: 3 });
    expect(await bench.store.countExecutions(id)).toEqual({ generated: 3, pending: 7 });
    expect(models.sent).toHaveLength(3);
    expect(await bench.runner.resume(id)).toMatchObject({ status: 'running', pause_reason: null });
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 10,
    });
    expect(models.sent).toHaveLength(10);
  });

  test('resumed before it came to rest, it goes on all the same', async () => {
    const { models, open } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(6), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await bench.runner.resume(id);
    open();
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'completed' });
    expect(models.sent).toHaveLength(6);
  });

  test('while its seeds are read: the rest of them is read on resume', async () => {
    const more = Promise.withResolvers<void>();
    await using bench = new JobBench([Ask], {
      readSeeds: async function* () {
        yield { seeds: [{ seed_index: 0, repetitions: 1, metadata: { n: 0 } }], problems: [] };
        await more.promise;
        yield { seeds: [{ seed_index: 1, repetitions: 1, metadata: { n: 1 } }], problems: [] };
      },
    });
    const id = await bench.create([]);
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    more.resolve();
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'paused', error: '' });
    await bench.runner.resume(id);
    expect(await bench.runner.finished(id)).toMatchObject({ records_generated: 2 });
  });

  test('waits for no slot that another job holds', async () => {
    const { models, open } = gatedModels();
    await using bench = new JobBench([Ask], { models, maxInFlight: 1 });
    const first = await bench.create(numbered(1));
    const second = await bench.create(numbered(1));
    bench.runner.run(first);
    bench.runner.run(second);
    await settle();
    await bench.runner.pause(second);
    expect(await bench.runner.finished(second)).toMatchObject({ status: 'paused' });
    open();
    expect(await bench.runner.finished(first)).toMatchObject({ status: 'completed' });
  });

  test('a paused job can be cancelled, and is not taken up by the next runner', async () => {
    const { models, open } = gatedModels();
    const bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(4), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    open();
    await bench.runner.finished(id);
    await bench[Symbol.asyncDispose]();
    await using next = new JobBench([Ask], { models, store: bench.memory, owner: 'next' });
    await next.runner.start();
    await settle();
    expect(await next.store.getJob(id)).toMatchObject({ status: 'paused', current_seed: 1 });
    expect(await next.runner.cancel(id)).toMatchObject({ status: 'cancelled', pause_reason: null });
    await expect(next.runner.pause(id)).rejects.toMatchObject({
      status: 409,
      detail: { status: 'cancelled' },
    });
  });

  test('resume raises limits and concurrency, and keeps them', async () => {
    const models = new ScriptedModels();
    await using bench = new JobBench([Ask], { models });
    const options = { concurrency: 1, constraints: { max_total_tokens: 500, max_total_cost: 9 } };
    const stopped = await bench.run(numbered(10), { options });
    expect(stopped).toMatchObject({ status: 'stopped', records_generated: 3 });
    await bench.runner.resume(stopped.id, {
      concurrency: 5,
      constraints: { max_total_tokens: 100_000 },
    });
    expect(await bench.runner.finished(stopped.id)).toMatchObject({
      status: 'completed',
      error: '',
      options: { concurrency: 5, constraints: { max_total_tokens: 100_000, max_total_cost: 9 } },
    });
    await expect(bench.runner.resume(stopped.id)).rejects.toMatchObject({ status: 409 });
  });
});

describe('stop_on_error', () => {
  test('the first failure ends the job as failed, the rest stay pending', async () => {
    const Picky = makeBlock('Picky', (context) => {
      if (context.get('n', 0) === 2) throw new Error('not this one');
      return {};
    });
    await using bench = new JobBench([Picky]);
    const job = await bench.run(numbered(10), {
      options: { concurrency: 1, stop_on_error: true },
    });
    expect(job).toMatchObject({ status: 'failed', records_failed: 1, records_generated: 2 });
    expect(job.error).toContain('not this one');
    expect(await bench.store.countExecutions(job.id)).toEqual({
      failed: 1,
      generated: 2,
      pending: 7,
    });
    await bench.runner.resume(job.id);
    expect(await bench.runner.finished(job.id)).toMatchObject({
      status: 'completed',
      records_failed: 1,
      records_generated: 9,
    });
  });
});
