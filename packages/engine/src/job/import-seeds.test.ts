import type { IndexedSeed, JobStore, JsonObject } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import type { SeedProblem } from '../seeds/read-seeds.js';
import { JobBench } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { wrapStore } from '../testing/wrap-store.js';
import type { SeedReader } from './runner-options.js';

const Need = makeBlock('Need', (context) => ({ out: context.get('n', 0) }), {
  inputs: ['n'],
  outputs: ['out'],
});

const seedAt = (seed_index: number, metadata: JsonObject = { n: seed_index }): IndexedSeed => ({
  seed_index,
  repetitions: 1,
  metadata,
});
const problemAt = (seed: number): SeedProblem => ({
  seed,
  line: seed,
  code: 'bad_seeds',
  message: `Seed ${seed} is not an object.`,
});

/** Batches that are read one after the other. */
function batches(...all: (IndexedSeed | SeedProblem)[][]): SeedReader {
  return async function* () {
    for (const rows of all) {
      yield {
        seeds: rows.filter((row) => 'seed_index' in row),
        problems: rows.filter((row) => 'seed' in row),
      };
    }
  };
}

describe('importSeeds', () => {
  test('bad seeds in any batch fail the job with their numbers and count, and nothing runs', async () => {
    const readSeeds = batches([seedAt(0)], [problemAt(2), problemAt(3)], [seedAt(3), problemAt(5)]);
    await using bench = new JobBench([Need], { readSeeds });
    const job = await bench.run([]);
    expect(job).toMatchObject({ status: 'failed', current_seed: 0 });
    expect(job.error).toBe('Seed 2 is not an object. 3 seeds are bad in all: 2, 3, 5.');
    expect(bench.records(job.id)).toEqual([]);
  });

  test('a cancellation ends the storing of seeds that take long', async () => {
    const begun = Promise.withResolvers<void>();
    const memory = new MemoryJobStore(new ManualClock());
    const store: JobStore = {
      ...wrapStore(memory, () => undefined),
      importSeeds: (_id, _seeds, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    };
    await using bench = new JobBench([Need], { store, readSeeds: batches([seedAt(0)]) });
    const id = await bench.create([]);
    bench.runner.run(id);
    await begun.promise;
    expect(await bench.runner.cancel(id)).toMatchObject({ status: 'cancelled', error: '' });
  });

  test('of many bad seeds the error names the first hundred and counts all', async () => {
    const problems = Array.from({ length: 250 }, (_, i) => problemAt(2 * i + 2));
    await using bench = new JobBench([Need], { readSeeds: batches([seedAt(0)], problems) });
    const { error } = await bench.run([]);
    const numbers = problems.slice(0, 100).map(({ seed }) => seed);
    expect(error).toBe(
      `Seed 2 is not an object. 250 seeds are bad in all: ${numbers.join(', ')} and 150 more.`,
    );
  });

  test('what can’t be read and what lacks a field is told together', async () => {
    const readSeeds = batches([seedAt(0)], [problemAt(2), seedAt(2, {})]);
    await using bench = new JobBench([Need], { readSeeds });
    const { error } = await bench.run([]);
    expect(error).toBe("Seed 2 is not an object.\nNeed needs 'n', which seed 3 does not have");
  });

  test('a job that is not strict skips both and lists them', async () => {
    const readSeeds = batches([seedAt(0)], [problemAt(2), seedAt(2, {})], [seedAt(3)]);
    await using bench = new JobBench([Need], { readSeeds });
    const job = await bench.run([], { options: { strict: false } });
    expect(job).toMatchObject({ status: 'completed', total_seeds: 2, records_generated: 2 });
    expect(job.warnings).toEqual([
      'Seed 2 is not an object. It was skipped.',
      "Seed 3 lacks 'n', which Need needs. It was skipped.",
    ]);
  });

  test('of many skipped seeds the first hundred are listed, and all are counted', async () => {
    const problems = Array.from({ length: 250 }, (_, i) => problemAt(i + 2));
    const readSeeds = batches([seedAt(0)], problems);
    await using bench = new JobBench([Need], { readSeeds });
    const { warnings } = await bench.run([], { options: { strict: false } });
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toBe('250 seeds were skipped in all');
  });

  test('keys beside metadata and repetitions of 0 are counted over all batches', async () => {
    const readSeeds = batches(
      [{ ...seedAt(0), extra: { tag: 1 } }],
      [
        { ...seedAt(1), extra: { note: 1, tag: 2 } },
        { ...seedAt(2), repetitions: 0 },
      ],
    );
    await using bench = new JobBench([Need], { readSeeds });
    expect((await bench.run([])).warnings).toEqual([
      '1 seed(s) have repetitions=0 (will not generate records)',
      '2 seed(s) have keys beside metadata that no block sees: tag, note',
    ]);
  });

  test.each([
    ['no seeds', [], {}, 'The file holds no seeds.'],
    ['nothing to repeat', [{ ...seedAt(0), repetitions: 0 }], {}, 'Every seed has repetitions 0.'],
    [
      'nothing good',
      [problemAt(1)],
      { strict: false },
      'Every seed is bad. Seed 1 is not an object.',
    ],
  ])('%s: the job fails', async (_name, rows, options, message) => {
    await using bench = new JobBench([Need], { readSeeds: batches(rows) });
    const job = await bench.run([], { options });
    expect(job).toMatchObject({ status: 'failed', total_seeds: 0 });
    expect(job.error).toBe(`${message} There is nothing to run.`);
  });

  test('seeds that can’t be stored fail the job, while the next ones are read already', async () => {
    class Broken extends MemoryJobStore {
      override async importSeeds(): Promise<void> {
        throw new Error('no room for seeds');
      }
    }
    const clock = new ManualClock();
    const rows = Array.from({ length: 3 }, (_, i) => [seedAt(i)]);
    const parts = { clock, store: new Broken(clock), readSeeds: batches(...rows) };
    await using bench = new JobBench([Need], parts);
    const job = await bench.run([]);
    expect(job).toMatchObject({ status: 'failed', error: 'Unexpected error: no room for seeds' });
  });

  test('an import that broke off goes on: every seed is there once, warnings too', async () => {
    let reads = 0;
    const stored: number[] = [];
    const seedsStored = async ({ id }: { id: number }) => void stored.push(id);
    const all = Array.from({ length: 30 }, (_, i) => ({ ...seedAt(i), extra: { tag: i } }));
    const readSeeds: SeedReader = async function* (job, signal) {
      reads += 1;
      const isBroken = reads === 1;
      yield* batches(all.slice(0, 10), all.slice(10, 20))(job, signal);
      if (isBroken) throw new Error('gone');
      yield* batches(all.slice(20))(job, signal);
    };
    await using bench = new JobBench([Need], { readSeeds, seedsStored });
    const broken = await bench.run([]);
    expect(broken).toMatchObject({
      status: 'failed',
      total_seeds: 10,
      current_seed: 0,
      warnings: [],
    });
    expect(stored).toEqual([]);
    await bench.runner.resume(broken.id);
    const job = await bench.runner.finished(broken.id);
    expect(stored).toEqual([job.id]);
    expect(job).toMatchObject({ status: 'completed', total_seeds: 30, records_generated: 30 });
    expect(bench.records(job.id).map(({ out }) => out)).toEqual(all.map((_, i) => i));
    expect(job.warnings).toEqual(['30 seed(s) have keys beside metadata that no block sees: tag']);
  });

  test('while seeds are read the running time is stored and told', async () => {
    const clock = new ManualClock();
    const rest = Promise.withResolvers<void>();
    const readSeeds: SeedReader = async function* (job, signal) {
      await rest.promise;
      yield* batches([seedAt(0)])(job, signal);
    };
    await using bench = new JobBench([Need], { clock, readSeeds });
    const id = await bench.create([]);
    bench.runner.run(id);
    await clock.advance(60_000);
    const { running_time: seconds, phase } = await bench.store.getJob(id);
    expect(phase).toBe('importing');
    expect(seconds).toBeGreaterThan(50);
    expect(bench.events.filter(({ type }) => type === 'job:progress').length).toBeGreaterThan(10);
    rest.resolve();
    expect((await bench.runner.finished(id)).status).toBe('completed');
  });

  test('what is done once the seeds are stored is done before the job has ended', async () => {
    const done = Promise.withResolvers<void>();
    const parts = { readSeeds: batches([seedAt(0)]), seedsStored: () => done.promise };
    await using bench = new JobBench([Need], parts);
    const id = await bench.create([]);
    bench.runner.run(id);
    await settle();
    expect(bench.events.map(({ type }) => type)).not.toContain('job:finished');
    done.resolve();
    expect((await bench.runner.finished(id)).status).toBe('completed');
    expect(bench.events.map(({ type }) => type)).toContain('job:finished');
  });
});
