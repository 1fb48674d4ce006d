import { setTimeout as sleep } from 'node:timers/promises';
import { startProvider } from '../harness/start-provider.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { DrillJob } from './support/drill-job.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';
import { Victim } from './support/victim.ts';

const SEEDS = 1_000;

/** The endpoint of a model is down for a while in the middle of a job. */
export const providerDown: Drill = { name: 'provider-down', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const downMs = isLong ? 600_000 : 10_000;
  await using directory = await createTemporaryDirectory();
  const unsteady = { seed, jitterMs: 20, faultShare: 0 };
  await using provider = await startProvider(20, unsteady, { repeatsPrompt: true });
  const env = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
  await using victim = new Victim(directory.path, env);
  const job = await DrillJob.start(victim, SEEDS, { concurrency: 16 });
  await job.is('some outcomes', ({ current_seed }) => current_seed >= SEEDS / 5);

  await provider.setDown(true);
  const wentDown = performance.now();
  const paused = await job.is('a pause', ({ status }) => status === 'paused');
  const noticedMs = performance.now() - wentDown;
  await sleep(downMs - noticedMs);
  const { requests: asked } = await provider.readCounters();
  const { current_seed: before } = await job.read();
  await provider.setDown(false);
  const cameBack = performance.now();
  await job.is('more outcomes', ({ current_seed }) => current_seed > before);
  const resumedMs = performance.now() - cameBack;
  const ended = await job.ends();
  const { answered } = await provider.readCounters();
  return {
    figures: ['R13'],
    checks: [
      expectEqual('the job pauses and says why', paused.pause_reason, 'provider_down'),
      expectEqual('no execution fails', ended.records_failed, 0),
      expectEqual('the job then has no error', ended.error, ''),
      expectEqual('no call is answered twice', answered, SEEDS),
      ...(await job.checkLeft()),
    ],
    numbers: {
      executions: SEEDS,
      ended_before: before,
      down_ms: downMs,
      paused_after_ms: Math.round(noticedMs),
      requests_while_down: asked - before,
      resumed_ms: Math.round(resumedMs),
      resumed_target_ms: 15_000,
      message: paused.error,
    },
  };
}
