import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPipeline } from '@datagenflow/runtime';
import { timeBareLoop } from '../../harness/bare-loop.ts';
import { openSystem } from '../../harness/open-system.ts';
import { makeSeeds, runJob } from '../../harness/run-job.ts';
import { startProvider, type StartedProvider } from '../../harness/start-provider.ts';
import { settle } from '../../harness/settled-memory.ts';
import { slope } from '../../harness/statistics.ts';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';
import { askPipeline } from './drill-job.ts';
import { expectEqual, type DrillOptions, type DrillResult } from '../drill.ts';

const IN_FLIGHT = 1_000;
const LATENCY_MS = 1_000;
/** When memory is looked at: shares of the time that the load is held. */
const LOOKS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Longest time that the bare client is held at the same load. */
const BARE_SECONDS = 60;
/** The first two calls of each slot, in which the load rises: what comes after is compared. */
const RAMP = 2 * IN_FLIGHT;
const LOOK_MS = 5;

/** Runs the drill and sends what came out. */
process.once('message', (options: DrillOptions) => {
  void run(options).then((result) => process.send?.(result, () => process.disconnect()));
});

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const seconds = isLong ? 600 : 10;
  const calls = seconds * IN_FLIGHT;
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(LATENCY_MS);
  await using runtime = await openSystem({
    directory: directory.path,
    endpoint: provider.url,
    maxInFlight: IN_FLIGHT,
  });
  const { id: pipelineId } = await createPipeline(runtime, askPipeline);
  const work = (count: number) =>
    runJob(
      runtime,
      pipelineId,
      makeSeeds(count, (n) => ({ topic: `topic ${n}` })),
      count,
      {
        concurrency: IN_FLIGHT,
      },
    );
  const bare = (count: number): Promise<number> => {
    const promptOf = (n: number): string => `Write about topic ${n}.`;
    const loop = { endpoint: provider.url, chains: count, length: 1, inFlight: IN_FLIGHT };
    return timeBareLoop({ ...loop, promptOf });
  };
  await work(IN_FLIGHT);
  await bare(IN_FLIGHT);
  const bareCalls = Math.min(seconds, BARE_SECONDS) * IN_FLIGHT;
  const bareRate = await steadyRate(provider, bareCalls, () => bare(bareCalls));

  const before = await provider.readCounters();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const looks = LOOKS.map(async (share) => {
    await sleep(share * seconds * 1_000);
    return { minute: performance.now() / 60_000, ...settle() };
  });
  delay.enable();
  const startedAt = performance.now();
  const rate = await steadyRate(provider, calls, () => work(calls));
  const ms = performance.now() - startedAt;
  delay.disable();
  const memory = await Promise.all(looks);
  const { answered } = await provider.readCounters();
  return {
    figures: ['R8'],
    checks: [expectEqual('each call is made once', answered - before.answered, calls)],
    numbers: {
      in_flight: IN_FLIGHT,
      calls,
      seconds: round(ms / 1_000),
      calls_per_second: round(rate),
      bare_client_calls: bareCalls,
      bare_client_calls_per_second: round(bareRate),
      share_of_bare_client: round(rate / bareRate),
      share_target: 0.9,
      loop_delay_ms: {
        p50: round(delay.percentile(50) / 1e6),
        p99: round(delay.percentile(99) / 1e6),
      },
      loop_delay_target_p99_ms: 50,
      resident_mb: memory.map(({ resident }) => round(resident)),
      alive_mb: memory.map(({ alive }) => round(alive)),
      alive_growth_mb_per_minute: round(
        slope(memory.map(({ minute, alive }) => ({ x: minute, y: alive }))),
      ),
      alive_growth_target: 1,
    },
  };
}

/** Calls a second once the load has risen, so that a short run and a long one can be compared. */
async function steadyRate(
  provider: StartedProvider,
  calls: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const { answered: before } = await provider.readCounters();
  const working = work();
  while ((await provider.readCounters()).answered < before + RAMP) await sleep(LOOK_MS);
  const risenAt = performance.now();
  await working;
  return ((calls - RAMP) * 1_000) / (performance.now() - risenAt);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
