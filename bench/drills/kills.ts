import { setTimeout as sleep } from 'node:timers/promises';
import type { DataRecord, Job } from '@datagenflow/contracts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { checkStored, fingerprint } from './check-stored.ts';
import { formOf } from './drill-job.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { planKills } from './plan-kills.ts';
import { Victim } from './victim.ts';
import { waitUntil } from './wait-until.ts';

const SHORT = { runner: 24, server: 6, executions: 2_000 };
const LONG = { runner: 200, server: 50, executions: 20_000 };
const REPETITIONS = 2;
const CONCURRENCY = 16;
const END_MS = 20 * 60_000;

const pipeline = {
  name: 'Drill',
  blocks: [
    { type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}.' } },
    {
      type: 'StructuredGenerator',
      config: {
        user_prompt: 'Classify: {{ assistant }}',
        json_schema: {
          type: 'object',
          properties: { area: { enum: ['science', 'art'] }, hard: { type: 'boolean' } },
          required: ['area', 'hard'],
        },
      },
    },
    {
      type: 'JSONValidatorBlock',
      config: { field_name: 'generated', required_fields: ['area', 'hard'] },
    },
  ],
};
const CALLS_EACH = 2;
const FIELDS = ['assistant', 'generated', 'parsed_json'];

/** A job goes on while its runner, and the whole server, are killed at random moments. */
export const kills: Drill = { name: 'kills', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const { executions, ...counts } = isLong ? LONG : SHORT;
  const seeds = executions / REPETITIONS;
  const plan = planKills(counts, executions * CALLS_EACH, seed);
  const start = performance.now();
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(20, { seed, jitterMs: 40, faultShare: 0.02 });
  const env = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
  await using victim = new Victim(directory.path, env);
  const jobId = await startJob(victim, seeds);

  const seen = new Map<number, string>();
  const decreases: unknown[] = [];
  const resumedMs = { runner: [] as number[], server: [] as number[] };
  let ended = 0;
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
    const restartedAt = await victim.kill(target);
    if (plan[index + 1]?.isAtStart === true) continue;
    const { requests } = await provider.readCounters();
    await waitUntil('the work to go on', async () => {
      return (await provider.readCounters()).requests > requests || undefined;
    });
    resumedMs[target].push(performance.now() - restartedAt);
  }

  await waitUntil('the end of the job', () => hasEnded(victim, jobId), END_MS);
  const extraCalls = (await answered(provider)) - executions * CALLS_EACH;
  const stopped = await victim.stop();
  const extraPerKill = extraCalls / plan.length;
  const wanted = { jobId, seeds, repetitions: REPETITIONS, fields: FIELDS, seen };
  return {
    figures: ['R1', 'R3', 'R4'],
    checks: [
      ...(await checkStored(victim.databasePath, wanted)),
      expectNone('what was counted as ended stays so', decreases),
      expectNone(
        `no more calls are made again than were in flight (${CONCURRENCY} per kill)`,
        extraCalls >= 0 && extraPerKill <= CONCURRENCY ? [] : [{ extraCalls }],
      ),
      expectEqual('the server stops with 0', stopped.code, 0),
      expectNone('no killed process is left', victim.leftovers()),
    ],
    numbers: {
      executions,
      runner_kills: counts.runner,
      server_kills: counts.server,
      kills_while_starting: plan.filter(({ isAtStart }) => isAtStart).length,
      records_seen_before_kills: seen.size,
      concurrency: CONCURRENCY,
      extra_calls: extraCalls,
      extra_calls_per_kill: round(extraPerKill),
      resumed_ms: { runner: summarize(resumedMs.runner), server: summarize(resumedMs.server) },
      resumed_target_ms: 2_000,
      seconds: round((performance.now() - start) / 1_000),
    },
  };
}

async function startJob(victim: Victim, seeds: number): Promise<number> {
  const saved = await victim.ask('/api/pipelines', pipeline);
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
