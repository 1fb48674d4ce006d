import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import {
  CHAIN_LENGTH,
  createChain,
  timeBareChains,
  timeChains,
  type ChainBench,
} from '../harness/llm-chains.ts';
import { openSystem } from '../harness/open-system.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const latencyMs = 200;
const inFlight = 64;
const THE_BOUND = 'the bound';
const BARE_LOOP = 'a bare loop of the client';

/** How a job and the loop beside it are kept from more calls in flight than the endpoint allows. */
type Lanes = Pick<ChainBench, 'concurrency' | 'limits'>;

/** By the limit of the model: while one execution is between two calls, another one calls. */
const byModel: Lanes = { concurrency: 2 * inFlight, limits: { concurrency: inFlight } };

/** By the number of executions at once. */
const byJob: Lanes = { concurrency: inFlight };

/** Whether a job of dependent model calls takes as long as the calls do, and no longer. */
export const dependentCalls: Benchmark = { name: 'dependent-calls', run };

async function run(options: BenchmarkOptions): Promise<Figure[]> {
  await using provider = await startProvider(latencyMs);
  await using limited = await openBench(provider, byModel);
  await using crowded = await openBench(provider, byJob);
  const seeds = options.isQuick ? 256 : 1_000;
  const job = `job of ${seeds} seeds × ${CHAIN_LENGTH} dependent calls of ${latencyMs} ms`;
  const figure = { id: 'P1', unit: 'ms' };
  const rounds = await timeRounds(limited, seeds, options);
  return [
    {
      ...figure,
      name: `${job}, ${inFlight} in flight`,
      rounds,
      targets: [
        { against: THE_BOUND, atMost: 1.06 },
        { against: BARE_LOOP, atMost: 1.02 },
      ],
      growth: await measureGrowth(limited, seeds, rounds, options.isQuick),
    },
    {
      ...figure,
      name: `${job}, ${inFlight} executions at once`,
      rounds: await timeRounds(crowded, seeds, options),
      targets: [],
    },
  ];
}

async function openBench(
  provider: StartedProvider,
  lanes: Lanes,
): Promise<ChainBench & AsyncDisposable> {
  const directory = await createTemporaryDirectory();
  const { limits = {} } = lanes;
  const runtime = await openSystem({ directory: directory.path, endpoint: provider.url, limits });
  const pipelineId = await createChain(runtime);
  return {
    runtime,
    provider,
    pipelineId,
    ...lanes,
    [Symbol.asyncDispose]: async () => {
      await runtime[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function timeRounds(
  bench: ChainBench,
  seeds: number,
  { isQuick, noise }: BenchmarkOptions,
): Promise<Round[]> {
  await timeChains(bench, inFlight);
  await timeBareChains(bench, inFlight);
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
    noise.sample();
    rounds.push({
      measured: await timeChains(bench, seeds),
      against: {
        [THE_BOUND]: boundOf(seeds),
        [BARE_LOOP]: await timeBareChains(bench, seeds),
      },
    });
  }
  return rounds;
}

/** No schedule of these calls on so many lanes can be shorter. */
function boundOf(seeds: number): number {
  return Math.ceil((seeds * CHAIN_LENGTH) / inFlight) * latencyMs;
}

async function measureGrowth(
  bench: ChainBench,
  seeds: number,
  rounds: readonly Round[],
  isQuick: boolean,
) {
  const points = [{ size: seeds, cost: median(rounds.map(({ measured }) => measured)) }];
  const [smaller, larger] = [seeds / (isQuick ? 4 : 10), isQuick ? seeds * 2 : seeds * 5];
  for (const size of [smaller, larger]) points.push({ size, cost: await timeChains(bench, size) });
  return { of: 'seeds', from: smaller, to: larger, exponent: growthExponent(points) };
}
