import { setTimeout as sleep } from 'node:timers/promises';
import type { DataRecord, Job } from '@datagenflow/contracts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { chained, CHAINED_CALLS, isRightlyChained } from './support/chained-pipeline.ts';
import { checkStored, fingerprint } from './support/check-stored.ts';
import { formOf } from './support/drill-job.ts';
import {
  expectEqual,
  expectNone,
  type Check,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { planKills } from './support/plan-kills.ts';
import { processesIn } from './support/processes-in.ts';
import { Victim } from './support/victim.ts';
import { waitUntil } from './support/wait-until.ts';

const SHORT = { runner: 24, server: 6, executions: 2_000 };
const LONG = { runner: 200, server: 50, executions: 20_000 };
const REPETITIONS = 2;
const CONCURRENCY = 16;
/** Most calls that are made again per kill on average: 0.6 of those in flight. */
const MEAN_EXTRA = 9.6;
const END_MS = 20 * 60_000;

/** A job goes on while its runner, and the whole server, are killed at random moments. */
export const kills: Drill = { name: 'kills', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const { executions, ...counts } = isLong ? LONG : SHORT;
  const seeds = executions / REPETITIONS;
  const plan = planKills(counts, executions * CHAINED_CALLS, seed);
  const start = performance.now();
  await using directory = await createTemporaryDirectory();
  const unsteady = { seed, jitterMs: 40, faultShare: 0.02 };
  await using provider = await startProvider(20, unsteady, { repeatsPrompt: true });
  const env = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
  await using victim = new Victim(directory.path, env);
  const jobId = await startJob(victim, seeds);

  const seen = new Map<number, string>();
  const decreases: unknown[] = [];
  const resumedMs = { runner: [] as number[], server: [] as number[] };
  let ended = 0;
  let killsAtWork = 0;
  let requestsBefore = 0;
  for (const [index, { target, isAtStart, afterCalls, delayMs }] of plan.entries()) {
    if (!isAtStart) {
      await waitUntil(
        'more calls',
        async () => (await answered(provider)) >= afterCalls || undefined,
      );
      const { current_seed } = await readJob(victim, jobId);
      if (current_seed < ended) decreases.push({ before: ended, after: current_seed });
      ended = current_seed;
      for (const record of await readNewest(victim, jobId))
        seen.set(record.id, fingerprint(record));
    }
    await sleep(delayMs);
    if ((await provider.readCounters()).requests > requestsBefore) killsAtWork += 1;
    const restartedAt = await victim.kill(target);
    const { requests } = await provider.readCounters();
    requestsBefore = requests;
    if (plan[index + 1]?.isAtStart === true) continue;
    await waitUntil('the work to go on', async () => {
      return (await provider.readCounters()).requests > requests || undefined;
    });
    resumedMs[target].push(performance.now() - restartedAt);
  }

  await waitUntil('the end of the job', () => hasEnded(victim, jobId), END_MS);
  const extraCalls = (await answered(provider)) - executions * CHAINED_CALLS;
  const atWork = await processesIn(directory.path);
  const stopped = await victim.stop();
  const left = await processesIn(directory.path);
  const extraPerKill = extraCalls / killsAtWork;
  const wanted = { jobId, seeds, repetitions: REPETITIONS, isRight: isRightlyChained, seen };
  return {
    figures: ['R1', 'R3', 'R4'],
    checks: [
      ...(await checkStored(victim.databasePath, wanted)),
      expectNone('what was counted as ended stays so', decreases),
      expectNone(
        `no more calls are made again than were in flight (${CONCURRENCY} per kill)`,
        extraCalls >= 0 && extraPerKill <= CONCURRENCY ? [] : [{ extraCalls, killsAtWork }],
      ),
      ...(isLong ? [expectFew(extraPerKill)] : []),
      expectEqual('the server stops with 0', stopped.code, 0),
      expectNone('of all processes that were started in its directory none is left', left),
    ],
    numbers: {
      executions,
      runner_kills: counts.runner,
      server_kills: counts.server,
      kills_while_starting: plan.length - killsAtWork,
      kills_at_work: killsAtWork,
      records_seen_before_kills: seen.size,
      concurrency: CONCURRENCY,
      extra_calls: extraCalls,
      extra_calls_per_kill_at_work: round(extraPerKill),
      extra_calls_per_kill_target: MEAN_EXTRA,
      processes_before_the_stop: atWork.length,
      resumed_ms: { runner: summarize(resumedMs.runner), server: summarize(resumedMs.server) },
      resumed_target_ms: 2_000,
      seconds: round((performance.now() - start) / 1_000),
    },
  };
}

/** Holds on average only: a short run has too few kills for it. */
function expectFew(extraPerKill: number): Check {
  const isKept = extraPerKill <= MEAN_EXTRA;
  const promise = `per kill at work, at most ${MEAN_EXTRA} are made again on average`;
  return expectNone(promise, isKept ? [] : [{ extraPerKill }]);
}

async function startJob(victim: Victim, seeds: number): Promise<number> {
  const saved = await victim.ask('/api/pipelines', chained);
  const { id } = (await saved.json()) as { id: number };
  const lines = Array.from({ length: seeds }, (_, number) => ({
    repetitions: REPETITIONS,
    metadata: { number, topic: `topic ${number}` },
  }));
  const form = formOf(id, lines, { concurrency: CONCURRENCY });
  const { job_id } = (await (await victim.ask('/api/generate', form)).json()) as { job_id: number };
  return job_id;
}

async function readJob(victim: Victim, id: number): Promise<Job> {
  return (await (await victim.ask(`/api/jobs/${id}`)).json()) as Job;
}

async function readNewest(victim: Victim, jobId: number): Promise<DataRecord[]> {
  const response = await victim.ask(`/api/records?job_id=${jobId}&limit=200`);
  return (await response.json()) as DataRecord[];
}

async function hasEnded(victim: Victim, jobId: number): Promise<true | undefined> {
  await sleep(50);
  const { status } = await readJob(victim, jobId);
  return status === 'running' || status === 'pending' ? undefined : true;
}

async function answered(provider: StartedProvider): Promise<number> {
  return (await provider.readCounters()).answered;
}

function summarize(values: readonly number[]) {
  return { median: round(median(values)), most: round(Math.max(...values)), times: values.length };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
