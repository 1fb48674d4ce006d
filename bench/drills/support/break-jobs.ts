import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailPointName, Job } from '@datagenflow/contracts';
import { openStorage } from '@datagenflow/storage';
import Sqlite from 'better-sqlite3';
import { startProvider } from '../../harness/start-provider.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';
import {
  branching,
  BRANCHES,
  branchingSeeds,
  isRightlyBranched,
  NOTE,
} from './branching-pipeline.ts';
import type { Broken } from './broken.ts';
import { checkStored } from './check-stored.ts';
import { formOf } from './drill-job.ts';
import { expectEqual, expectNone, type Check } from '../drill.ts';
import { Victim } from './victim.ts';
import { waitUntil } from './wait-until.ts';

/** Boundaries that the runner passes in a job, and how often at least. */
const PASSINGS = {
  'import.before': 1,
  'import.after': 1,
  'move.before': 2,
  'move.after': 2,
  'claim.before': 3,
  'claim.after': 3,
  'memo.before': 1,
  'memo.after': 1,
  'fan_out.before': 2,
  'fan_out.after': 2,
  'call.before': 3,
  'call.after': 3,
  'outcome.before': 3,
  'outcome.after': 3,
  'patch.before': 1,
  'patch.after': 1,
} as const satisfies Partial<Record<FailPointName, number>>;

const SEEDS = 12;
const CONCURRENCY = 4;
/** In which the server hears of a runner that dies when its job has just ended. */
const NOTICED_MS = 300;
const CALLS = SEEDS * BRANCHES.length;

/** Kills the runner at each boundary, so many times each, in a job of its own every time. */
export async function breakJobs(times: number, seed: number): Promise<Broken> {
  const random = seededRandom(seed);
  await using directory = await createTemporaryDirectory();
  await mkdir(path.join(directory.path, 'user_blocks'));
  await writeFile(path.join(directory.path, 'user_blocks', 'note.ts'), NOTE);
  const unsteady = { seed, jitterMs: 20, faultShare: 0 };
  await using provider = await startProvider(20, unsteady, { repeatsPrompt: true });
  const broken: unknown[] = [];
  const unkilled: unknown[] = [];
  const unfair: unknown[] = [];
  for (const [point, passings] of Object.entries(PASSINGS)) {
    for (let time = 0; time < times; time += 1) {
      const FAILPOINT = `${point}:kill:${1 + Math.floor(random() * passings)}`;
      const llm = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
      const env = { ...llm, NODE_ENV: 'test', FAILPOINT };
      const before = await provider.readCounters();
      const { checks, output } = await runJob(directory.path, env);
      const extraCalls = (await provider.readCounters()).answered - before.answered - CALLS;
      if (extraCalls < 0 || extraCalls > CONCURRENCY) unfair.push({ FAILPOINT, extraCalls });
      if (!output.includes('was ended by SIGKILL')) unkilled.push({ FAILPOINT, output });
      broken.push(
        ...checks.filter(({ isKept }) => !isKept).map((each) => ({ FAILPOINT, ...each })),
      );
    }
  }
  const points = Object.keys(PASSINGS) as (keyof typeof PASSINGS)[];
  const checks = [
    expectNone(`the runner dies at each of ${points.length} boundaries`, unkilled),
    expectNone('each job is then completed, whole, and billed once', broken),
    expectNone(`each makes no more calls again than were in flight (${CONCURRENCY})`, unfair),
  ];
  return { points, kills: points.length * times - unkilled.length, checks };
}

async function runJob(
  directory: string,
  env: Record<string, string>,
): Promise<{ checks: Check[]; output: string }> {
  await using victim = new Victim(directory, env);
  const jobId = await startJob(victim);
  await waitUntil('the end of the job', async () => {
    await sleep(20);
    const job = (await (await victim.ask(`/api/jobs/${jobId}`)).json()) as Job;
    return ['pending', 'running'].includes(job.status) ? undefined : true;
  });
  await sleep(NOTICED_MS);
  const { output } = await victim.stop();
  const checks = await checkStored(victim.databasePath, {
    jobId,
    seeds: SEEDS,
    repetitions: 1,
    branches: BRANCHES,
    isRight: isRightlyBranched,
    seen: new Map(),
  });
  return { checks: [...checks, await checkMemos(victim.databasePath, jobId)], output };
}

/** Memos are random, so that another one than was stored is seen. */
async function checkMemos(file: string, jobId: number): Promise<Check> {
  await using storage = await openStorage({ path: file, readOnly: true });
  const { items } = await storage.records.list({ job_id: jobId, limit: 1_000 });
  const held = items.map(({ accumulated_state }) => accumulated_state['noted'] as string);
  const memos = readMemos(file, jobId);
  return expectEqual(
    'each seed has one memo, which each of its branches holds',
    [memos.length, held.toSorted()],
    [SEEDS, BRANCHES.flatMap(() => memos).toSorted()],
  );
}

function readMemos(file: string, jobId: number): string[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    const values = database.prepare('select value from memos where job_id = ?').pluck().all(jobId);
    return values.map((value) => JSON.parse(String(value)) as string);
  } finally {
    database.close();
  }
}

async function startJob(victim: Victim): Promise<number> {
  const saved = await victim.ask('/api/pipelines', branching);
  const { id } = (await saved.json()) as { id: number };
  const form = formOf(id, branchingSeeds(SEEDS), { concurrency: CONCURRENCY });
  const { job_id } = (await (await victim.ask('/api/generate', form)).json()) as { job_id: number };
  return job_id;
}
