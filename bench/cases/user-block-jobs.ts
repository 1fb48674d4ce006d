import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createPipeline, type Runtime } from '@datagenflow/runtime';
import { timeBareLoop } from '../harness/bare-loop.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { countStates, isText } from '../harness/count-states.ts';
import { openSystem } from '../harness/open-system.ts';
import { makeSeeds, runJob } from '../harness/run-job.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const blocksDir = fileURLToPath(new URL('../user-blocks', import.meta.url));
const latencyMs = 200;
const concurrency = 64;
const executions = 500;

/** Whether a user block that waits for a model keeps the model busy. */
export const userBlockJobs: Benchmark = { name: 'user-block-jobs', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(latencyMs);
  const place = { directory: directory.path, endpoint: provider.url, blocksDir };
  await using runtime = await openSystem(place);
  const pipeline = await createPipeline(runtime, { name: 'Ask', blocks: [{ type: 'Ask' }] });
  const timeJob = (count: number) => timeAsking(runtime, provider, pipeline.id, count);
  const calls = { endpoint: provider.url, chains: executions, length: 1, inFlight: concurrency };

  const points = [];
  for (const size of isQuick ? [2_000] : [5_000, 20_000]) {
    points.push({ size, cost: await timeJob(size) });
  }
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 3 : 7); round += 1) {
    noise.sample();
    rounds.push({
      measured: await timeJob(executions),
      against: {
        'the bound': Math.ceil(executions / concurrency) * latencyMs,
        'a bare loop of the client': await timeBareLoop({ ...calls, promptOf: questionOf }),
      },
    });
  }
  const largest = points.at(-1)?.size ?? executions;
  points.push({ size: executions, cost: median(rounds.map(({ measured }) => measured)) });
  const growth = {
    of: 'executions',
    from: executions,
    to: largest,
    exponent: growthExponent(points),
  };
  const name = `job of ${executions} executions of a user block, a ${latencyMs}-ms call each, ${concurrency} at once`;
  const targets = [{ against: 'the bound', atMost: 1.1 }];
  return [{ id: 'P6', name, unit: 'ms', rounds, targets, growth }];
}

/** Milliseconds of a job of so many executions; each bought its answer and has it in its record. */
async function timeAsking(
  runtime: Runtime,
  provider: StartedProvider,
  pipelineId: number,
  count: number,
): Promise<number> {
  const seeds = makeSeeds(count, (index) => ({ question: questionOf(index) }));
  const before = await provider.readCounters();
  const { id, ms } = await runJob(runtime, pipelineId, seeds, count, { concurrency });
  const after = await provider.readCounters();
  assert.equal(after.answered - before.answered, count);
  assert.equal(await countStates(runtime, id, ({ answer }) => isText(answer)), count);
  return ms;
}

function questionOf(index: number): string {
  return `What is ${index}?`;
}
