import type { Job } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { Ask } from '../testing/ask-block.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { hang, ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

describe('cancelling a job', () => {
  test('after the first of ten executions: exactly one has run', async () => {
    const ended: number[] = [];
    const gate = Promise.withResolvers<void>();
    const One = makeBlock('One', async (context) => {
      const n = context.get('n', 0);
      if (n > 0) await gate.promise;
      ended.push(n);
      return {};
    });
    await using bench = new JobBench([One]);
    const id = await bench.create(numbered(10), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    const job = await bench.runner.cancel(id);
    gate.resolve();
    await settle();
    expect(job).toMatchObject({ status: 'cancelled', current_seed: 1, records_generated: 1 });
    expect(await bench.store.countExecutions(id)).toEqual({ generated: 1, pending: 9 });
    expect(bench.memory.outcomes(id)).toHaveLength(1);
  });

  test('in the first of five steps: no later call is made', async () => {
    const models = new ScriptedModels((_, __, signal) => hang(signal));
    await using bench = new JobBench([Ask], { models });
    const steps = Array.from({ length: 5 }, (_, i) => ({
      type: 'Ask',
      outputs: { text: `t${i}` },
    }));
    const id = await bench.create(numbered(1), { steps });
    bench.runner.run(id);
    await settle();
    await bench.runner.cancel(id);
    await settle();
    expect(models.sent).toHaveLength(1);
  });

  test('between a multiplier and its branches: no other seed is begun', async () => {
    const begun: number[] = [];
    const Split = makeBlock(
      'Split',
      (context) => {
        begun.push(context.get('n', 0));
        return [{ part: 1 }, { part: 2 }];
      },
      { outputs: ['part'], is_multiplier: true },
    );
    const Hang = makeBlock('Hang', () => new Promise(() => {}));
    await using bench = new JobBench([Split, Hang]);
    const id = await bench.create(numbered(5), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.cancel(id);
    // A claimed page is run before the branches that came later.
    expect(new Set(begun).size).toBe(begun.length);
    const counts = await bench.store.countExecutions(id);
    expect(counts.running).toBeUndefined();
    expect(bench.memory.outcomes(id).every(({ status }) => status === 'fanned_out')).toBe(true);
  });

  test('aborts calls in flight, stores nothing partial, and leaves nothing claimed', async () => {
    const clock = new ManualClock();
    let aborted = 0;
    const models = new ScriptedModels(async (_, __, signal) => {
      signal.addEventListener('abort', () => (aborted += 1));
      return hang(signal);
    });
    await using bench = new JobBench([Ask], { models, clock });
    const id = await bench.create(numbered(100), { options: { concurrency: 4 } });
    bench.runner.run(id);
    await settle();
    const job = await bench.runner.cancel(id);
    expect(aborted).toBe(4);
    expect(job).toMatchObject({ status: 'cancelled', current_seed: 0, error: '' });
    expect(await bench.store.countExecutions(id)).toEqual({ pending: 100 });
    expect(bench.events.at(-1)).toMatchObject({
      type: 'job:finished',
      job: { status: 'cancelled' },
    });
    expect(clock.sleeping).toBe(0);
  });

  test('while it waits for a slot: what was claimed is pending again', async () => {
    const Hang = makeBlock('Hang', () => new Promise(() => {}));
    await using bench = new JobBench([Hang], { maxInFlight: 1 });
    const ids = [await bench.create(numbered(3)), await bench.create(numbered(3))];
    for (const id of ids) bench.runner.run(id);
    await settle();
    for (const id of ids) await bench.runner.cancel(id);
    for (const id of ids) expect(await bench.store.countExecutions(id)).toEqual({ pending: 3 });
  });

  test('a block that ignores its signal does not hold it up', async () => {
    const Hang = makeBlock('Hang', () => new Promise(() => {}), {
      dispose: async () => {},
    });
    await using bench = new JobBench([Hang]);
    const id = await bench.create(numbered(3));
    bench.runner.run(id);
    await settle();
    expect((await bench.runner.cancel(id)).status).toBe('cancelled');
  });

  test('before it began: nothing runs', async () => {
    await using bench = new JobBench([Ask]);
    const id = await bench.create(numbered(3));
    await bench.runner.cancel(id);
    bench.runner.run(id);
    expect((await bench.runner.finished(id)).status).toBe('cancelled');
    const other = await bench.create(numbered(3));
    bench.runner.run(other);
    await bench.runner.cancel(other);
    expect((await bench.runner.finished(other)).status).toBe('cancelled');
    expect(bench.memory.outcomes(id)).toEqual([]);
  });
});

describe('resuming a job', () => {
  test('a cancelled job goes on where it was, and buys nothing twice', async () => {
    let isOpen = false;
    const models = new ScriptedModels((prompt, _, signal) =>
      isOpen || Number(prompt) < 3 ? `answer ${prompt}` : hang(signal),
    );
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(6), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.cancel(id);
    isOpen = true;
    expect(await bench.runner.resume(id)).toMatchObject({ status: 'running', completed_at: null });
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 6,
      usage: { input_tokens: 600 },
    });
    const prompts = models.sent.map(({ parameters }) => JSON.stringify(parameters));
    expect(prompts).toHaveLength(8);
    expect(new Set(prompts).size).toBe(6);
  });

  test('a job that is resumed while its failed run still tidies up goes on', async () => {
    let reads = 0;
    let resumed: Promise<Job> | undefined;
    const memory = new MemoryJobStore(new ManualClock());
    const store = wrapStore(memory, async (method, args) => {
      const isLastReport = method === 'updateJob' && 'add_running_time' in Object(args[1]);
      if (isLastReport) await (resumed ??= bench.runner.resume(Number(args[0])));
    });
    await using bench = new JobBench([Ask], {
      store,
      readSeeds: async function* () {
        reads += 1;
        if (reads === 1) throw new Error('not yet');
        yield { seeds: [{ seed_index: 0, repetitions: 1, metadata: {} }], problems: [] };
      },
    });
    const job = await bench.run([]);
    expect(await resumed).toMatchObject({ status: 'running' });
    expect(job).toMatchObject({ status: 'completed', error: '', records_generated: 1 });
  });

  test('a stopped job can be started again, and stops again', async () => {
    await using bench = new JobBench([Ask]);
    const options = { concurrency: 1, constraints: { max_total_tokens: 300 } };
    const job = await bench.run(numbered(5), { options });
    expect(job.status).toBe('stopped');
    await bench.runner.resume(job.id);
    expect(await bench.runner.finished(job.id)).toMatchObject({
      status: 'stopped',
      records_generated: job.records_generated,
    });
  });
});
