import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { CHAIN_LENGTH, createChain, timeBareChains, timeChains } from '../harness/llm-chains.ts';
import { openSystem } from '../harness/open-system.ts';
import { startProvider } from '../harness/start-provider.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const latencyMs = 1_000;
const concurrency = 1_000;

/** Whether a job keeps a thousand calls in flight as well as a plain loop does. */
export const manyInFlight: Benchmark = { name: 'many-in-flight', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(latencyMs);
  await using runtime = await openSystem({
    directory: directory.path,
    endpoint: provider.url,
    maxInFlight: concurrency,
  });
  const bench = { runtime, provider, pipelineId: await createChain(runtime), concurrency };
  const seeds = concurrency;
  const calls = seeds * CHAIN_LENGTH;
  const rate = (ms: number): number => (calls * 1_000) / ms;
  await timeChains(bench, 100);
  await timeBareChains(bench, 100);

  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 1 : 5); round += 1) {
    noise.sample();
    rounds.push({
      measured: rate(await timeChains(bench, seeds)),
      against: {
        'a bare loop of the client': rate(await timeBareChains(bench, seeds)),
        'calls that cost nothing': rate(CHAIN_LENGTH * latencyMs),
      },
    });
  }
  const name = `calls of a job of ${seeds} seeds × ${CHAIN_LENGTH} dependent calls of 1 s, all at once`;
  const targets = [{ against: 'a bare loop of the client', atLeast: 0.95 }];
  return [{ id: 'P2', name, unit: 'calls/s', rounds, targets }];
}
