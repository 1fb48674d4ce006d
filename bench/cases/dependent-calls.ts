import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import {
  CHAIN_LENGTH,
  createChain,
  timeBareChains,
  timeChains,
  type ChainBench,
} from '../harness/llm-chains.ts';
import { openSystem } from '../harness/open-system.ts';
import { startProvider } from '../harness/start-provider.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const latencyMs = 200;
const concurrency = 64;

/** Whether a job of dependent model calls takes as long as the calls do, and no longer. */
export const dependentCalls: Benchmark = { name: 'dependent-calls', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(latencyMs);
  await using runtime = await openSystem({ directory: directory.path, endpoint: provider.url });
  const bench = { runtime, provider, pipelineId: await createChain(runtime), concurrency };
  const seeds = isQuick ? 256 : 1_000;
  await timeChains(bench, concurrency);
  await timeBareChains(bench, concurrency);

  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
    noise.sample();
    rounds.push({
      measured: await timeChains(bench, seeds),
      against: {
        'the bound': boundOf(seeds),
        'a bare loop of the client': await timeBareChains(bench, seeds),
      },
    });
  }
  const name = `job of ${seeds} seeds × ${CHAIN_LENGTH} dependent calls of ${latencyMs} ms, ${concurrency} at once`;
  const targets = [
    { against: 'the bound', atMost: 1.06 },
    { against: 'a bare loop of the client', atMost: 1.02 },
  ];
  const growth = await measureGrowth(bench, seeds, rounds, isQuick);
  return [{ id: 'P1', name, unit: 'ms', rounds, targets, growth }];
}

/** No schedule of these calls on so many lanes can be shorter. */
function boundOf(seeds: number): number {
  return Math.ceil((seeds * CHAIN_LENGTH) / concurrency) * latencyMs;
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
