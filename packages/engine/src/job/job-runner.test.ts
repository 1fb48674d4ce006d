import {
  ConflictError,
  NotFoundError,
  type EngineEvent,
  type IndexedSeed,
} from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';

const Double = makeBlock('Double', (context) => ({ double: context.get('n', 0) * 2 }), {
  inputs: ['n'],
  outputs: ['double'],
});
const Odd = makeBlock('Odd', (context) => {
  if (context.get('n', 0) % 2 === 0) context.drop('even');
  return {};
});
const Throw = makeBlock('Throw', (context) => {
  const n = context.get('n', 0);
  if (n % 3 === 0) throw new Error('a multiple of three');
  throw new Error('something else');
});
const Split = makeBlock(
  'Split',
  (context) => Array.from({ length: context.get('n', 0) }, (_, part) => ({ part })),
  {
    outputs: ['part'],
    is_multiplier: true,
  },
);

const namesOf = (events: EngineEvent[]) => [...new Set(events.map(({ type }) => type))];

describe('JobRunner: running', () => {
  test('a job runs to its end, with its counters, records and events', async () => {
    await using bench = new JobBench([Double, Odd]);
    const job = await bench.run(numbered(5));
    expect(job).toMatchObject({
      status: 'completed',
      phase: null,
      total_seeds: 5,
      current_seed: 5,
      progress: 1,
      records_generated: 2,
      records_filtered: 3,
      records_failed: 0,
      error: '',
    });
    expect(bench.records(job.id)).toEqual([{ double: 2 }, { double: 6 }]);
    expect(namesOf(bench.events)).toEqual([
      'job:started',
      'execution:finished',
      'job:progress',
      'job:finished',
    ]);
    expect(bench.events.filter(({ type }) => type === 'execution:finished')).toHaveLength(5);
  });

  test('progress never falls, and is 1 at the end only', async () => {
    await using bench = new JobBench([Split, Double]);
    await bench.run([{ n: 3 }, { n: 0 }, { n: 5 }], { options: { concurrency: 1 } });
    const told = bench.events.flatMap((event) =>
      event.type === 'job:progress' ? [event.job] : [],
    );
    const progress = told.map((job) => job.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(
      told.filter((job) => job.progress === 1).every((job) => job.status === 'completed'),
    ).toBe(true);
    expect(progress.at(-1)).toBe(1);
    const last = bench.events.at(-1);
    expect(last).toMatchObject({ type: 'job:finished', job: { status: 'completed', progress: 1 } });
  });

  test('events and answers carry the job as the API shows it, not what it runs', async () => {
    await using bench = new JobBench([Double]);
    const job = await bench.run(numbered(1));
    const told = bench.events.flatMap((event) => ('job' in event ? [event.job] : []));
    for (const one of [job, ...told]) {
      expect(Object.keys(one)).not.toContain('definition');
      expect(Object.keys(one)).not.toContain('seed_source');
    }
  });

  test('branches count and end like any other execution', async () => {
    await using bench = new JobBench([Split, Double]);
    const job = await bench.run([{ n: 3 }, { n: 0 }, { n: 2 }]);
    expect(job).toMatchObject({
      status: 'completed',
      total_seeds: 6,
      current_seed: 6,
      records_generated: 5,
      records_filtered: 1,
    });
    expect(bench.records(job.id).map(({ part, double }) => [part, double])).toEqual([
      [0, 6],
      [1, 6],
      [2, 6],
      [0, 4],
      [1, 4],
    ]);
  });

  test('a job of which everything was filtered is completed', async () => {
    await using bench = new JobBench([Odd]);
    expect(await bench.run([{ n: 2 }, { n: 4 }])).toMatchObject({
      status: 'completed',
      records_generated: 0,
    });
  });

  test('a job of which every execution failed is failed, with the most frequent reason', async () => {
    await using bench = new JobBench([Throw]);
    expect(await bench.run(numbered(7))).toMatchObject({
      status: 'failed',
      records_failed: 7,
      error: "Every execution failed, 4 of 7 with: Block 'Throw' failed at step 1: something else",
    });
  });

  test('one that did not fail is enough to be completed', async () => {
    await using bench = new JobBench([Throw]);
    const steps = [{ type: 'Throw', when: 'gt n 0' }];
    expect(await bench.run(numbered(3), { steps })).toMatchObject({
      status: 'completed',
      records_failed: 2,
    });
  });

  test('several jobs at once, each with its own blocks, share the slots fairly', async () => {
    const order: string[] = [];
    const Note = makeBlock('Note', async (context) => {
      order.push(context.get('job', ''));
      await settle();
      return {};
    });
    await using bench = new JobBench([Note], { maxInFlight: 2 });
    const seeds = (job: string, count: number) => Array.from({ length: count }, () => ({ job }));
    const [large, small] = await Promise.all([
      bench.run(seeds('large', 40)),
      bench.run(seeds('small', 5)),
    ]);
    expect([large.status, small.status]).toEqual(['completed', 'completed']);
    expect(order.lastIndexOf('small')).toBeLessThan(20);
  });

  test('no more executions run at once than the job and the runner allow', async () => {
    let running = 0;
    let most = 0;
    const Count = makeBlock('Count', async () => {
      running += 1;
      most = Math.max(most, running);
      await settle();
      running -= 1;
      return {};
    });
    await using bench = new JobBench([Count], { maxInFlight: 5 });
    await bench.run(numbered(20), { options: { concurrency: 3 } });
    expect(most).toBe(3);
    most = 0;
    await Promise.all([bench.run(numbered(20)), bench.run(numbered(20))]);
    expect(most).toBe(5);
  });

  test('running a job twice, or one that has ended, changes nothing', async () => {
    let runs = 0;
    const Count = makeBlock('Count', () => ({ run: (runs += 1) }));
    await using bench = new JobBench([Count]);
    const id = await bench.create(numbered(2));
    bench.runner.run(id);
    bench.runner.run(id);
    await bench.runner.finished(id);
    bench.runner.run(id);
    await bench.runner.finished(id);
    expect(runs).toBe(2);
    expect(bench.events.filter(({ type }) => type === 'job:finished')).toHaveLength(1);
  });

  test('a job that does not exist is no unhandled rejection', async () => {
    await using bench = new JobBench([Double]);
    bench.runner.run(99);
    await settle();
    await expect(bench.runner.finished(99)).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a finished job leaves no timer and no instance behind', async () => {
    const told: string[] = [];
    const Told = makeBlock('Told', () => ({}), {
      setup: async () => void told.push('setup'),
      dispose: async () => void told.push('dispose'),
    });
    const clock = new ManualClock();
    await using bench = new JobBench([Told], { clock });
    await bench.run(numbered(9));
    expect(told).toEqual(['setup', 'dispose']);
    expect(clock.sleeping).toBe(0);
  });

  test('a block that can’t be disposed of leaves a warning, and the job its end', async () => {
    const Stuck = makeBlock('Stuck', () => ({}), {
      dispose: () => Promise.reject(new Error('no luck')),
    });
    await using bench = new JobBench([Stuck]);
    const job = await bench.run(numbered(1));
    expect(job.status).toBe('completed');
    expect(job.warnings).toEqual([expect.stringContaining('no luck')]);
  });
});

describe('JobRunner: refusals', () => {
  test('a pipeline with errors fails the job, and nothing runs', async () => {
    await using bench = new JobBench([Double]);
    const steps = [{ type: 'Dubble' }, { type: 'Double', when: '{{#if' }];
    const job = await bench.run(numbered(2), { steps });
    expect(job).toMatchObject({ status: 'failed', total_seeds: 0 });
    expect(job.error).toMatch(/^Step 1: Block 'Dubble' not found.*\nStep 2: /);
  });

  test('seeds without a field that is needed fail the job, and nothing runs', async () => {
    let runs = 0;
    const Need = makeBlock('Need', () => ({ run: (runs += 1) }), { inputs: ['n'] });
    await using bench = new JobBench([Need], {
      readSeeds: async function* () {
        const seed = (seed_index: number) => ({ seed_index, repetitions: 1, metadata: {} });
        const batch = (...seeds: IndexedSeed[]) => ({ seeds, problems: [] });
        yield batch({ ...seed(0), metadata: { n: 1 } });
        yield batch(seed(1));
        yield batch({ ...seed(2), metadata: { n: 1 } }, seed(3));
      },
    });
    const job = await bench.run([]);
    expect(job).toMatchObject({
      status: 'failed',
      error: "Need needs 'n', which seeds 2, 4 do not have",
    });
    expect(runs).toBe(0);
  });

  test('seeds that can’t be read fail the job with the reason', async () => {
    const gone = { next: () => Promise.reject(new Error('gone')) };
    await using bench = new JobBench([Double], {
      readSeeds: () => ({ [Symbol.asyncIterator]: () => gone }),
    });
    expect(await bench.run([])).toMatchObject({
      status: 'failed',
      error: 'Unexpected error: gone',
    });
  });

  test('what has ended can’t be cancelled, what runs can’t be resumed', async () => {
    const gate = Promise.withResolvers<void>();
    const Wait = makeBlock('Wait', () => gate.promise.then(() => ({})));
    await using bench = new JobBench([Wait]);
    const id = await bench.create(numbered(1));
    bench.runner.run(id);
    await settle();
    await expect(bench.runner.resume(id)).rejects.toBeInstanceOf(ConflictError);
    gate.resolve();
    await bench.runner.finished(id);
    await expect(bench.runner.cancel(id)).rejects.toMatchObject({
      status: 409,
      detail: { status: 'completed' },
    });
    await expect(bench.runner.resume(id)).rejects.toBeInstanceOf(ConflictError);
    await expect(bench.runner.cancel(99)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('JobRunner: options', () => {
  test('row 35: a job holds the hash of the code that it runs', async () => {
    await using bench = new JobBench([Double]);
    const { id } = await bench.run(numbered(1));
    expect((await bench.store.getJob(id)).block_hashes).toEqual({ Double: 'Double@1' });
  });

  test('the model of the job is that of steps that name none', async () => {
    const Ask = makeBlock('Ask', async ({ llm }, { model }) => {
      const ask = { messages: [{ role: 'user' as const, content: 'x' }] };
      const named = typeof model === 'string' ? { model } : {};
      return { by: (await llm.chat({ ...ask, ...named })).model };
    });
    await using bench = new JobBench([Ask]);
    const job = await bench.run(numbered(1), { options: { model: 'small' } });
    expect(bench.records(job.id)).toEqual([{ by: 'small' }]);
  });
});
