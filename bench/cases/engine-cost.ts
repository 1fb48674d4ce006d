import assert from 'node:assert/strict';
import { createPipeline, type Runtime } from '@datagenflow/runtime';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { copySteps, PART_LENGTH, partsOf } from '../harness/copy-steps.ts';
import { countStates } from '../harness/count-states.ts';
import { insertRaw } from '../harness/insert-raw.ts';
import { openSystem } from '../harness/open-system.ts';
import { makeSeeds, runJob } from '../harness/run-job.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const steps = 5;

/** What an execution costs when its steps cost next to nothing. */
export const engineCost: Benchmark = { name: 'engine-cost', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const count = isQuick ? 2_000 : 10_000;
  await using directory = await createTemporaryDirectory();
  await using runtime = await openSystem({ directory: directory.path });
  const { id } = await createPipeline(runtime, copySteps(steps));
  const rate = (executions: number, ms: number): number => (executions * 1_000) / ms;

  await timeJob(runtime, id, count / 10);
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 3 : 7); round += 1) {
    noise.sample();
    const job = await timeJob(runtime, id, count);
    const rawMs = await insertRaw(runtime.config.databasePath, job.id, directory.path);
    rounds.push({
      measured: rate(count, job.ms),
      against: { 'raw inserts of the same rows': rate(count, rawMs) },
    });
  }
  const points = [{ size: count, cost: median(rounds.map(({ measured }) => count / measured)) }];
  const sizes = isQuick ? [count / 4] : [count / 10, count * 5];
  for (const size of sizes) {
    points.push({ size, cost: (await timeJob(runtime, id, size)).ms / 1_000 });
  }
  const growth = {
    of: 'executions',
    from: Math.min(...points.map(({ size }) => size)),
    to: Math.max(...points.map(({ size }) => size)),
    exponent: growthExponent(points),
  };
  const name = `job of ${count} executions of ${steps} copying steps, 4 KB, from file to database`;
  const targets = [{ against: 'raw inserts of the same rows', atLeast: 0.4 }];
  return [{ id: 'P5', name, unit: 'executions/s', rounds, targets, growth }];
}

async function timeJob(runtime: Runtime, pipelineId: number, count: number) {
  const seeds = makeSeeds(count, (index) => partsOf(index, steps));
  const job = await runJob(runtime, pipelineId, seeds, count, { concurrency: 256 });
  const isCopied = (state: Record<string, unknown>): boolean =>
    Object.values(state).filter((value) => String(value).length === PART_LENGTH).length >= steps;
  assert.equal(await countStates(runtime, job.id, isCopied), count);
  return job;
}
