import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProvider } from '../../harness/start-provider.ts';
import { DrillJob, formOf, topics } from './drill-job.ts';
import { expectEqual, type DrillOptions, type DrillResult } from '../drill.ts';
import type { SmallDisk } from './small-disk.ts';
import { Victim } from './victim.ts';

const SEEDS = 2_000;
const CONCURRENCY = 16;
const MOST_UPLOADS = 10;

/** Fills the disk of the data directory in the middle of a job and makes room after a while. */
export async function fillWhileRunning(
  directory: string,
  disk: SmallDisk,
  { isLong, seed }: DrillOptions,
): Promise<Pick<DrillResult, 'checks' | 'numbers'>> {
  const unsteady = { seed, jitterMs: 20, faultShare: 0 };
  await using provider = await startProvider(20, unsteady, { repeatsPrompt: true });
  const env = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
  await using victim = new Victim(directory, env);
  const job = await DrillJob.start(victim, SEEDS, { concurrency: CONCURRENCY });
  await job.is('some outcomes', ({ current_seed }) => current_seed >= SEEDS / 5);

  await disk.fill();
  const filled = performance.now();
  const paused = await job.is('a pause', ({ status }) => status === 'paused');
  const pausedMs = performance.now() - filled;
  const saved = await victim.request('/api/pipelines', largePipeline());
  const uploaded = await upload(victim);
  const uploads = await readdir(path.join(disk.path, 'uploads'));
  const read = await victim.request(`/api/records?job_id=${job.id}`);
  await sleep(isLong ? 31_500 : 4_500);

  const { current_seed: before } = await job.read();
  await disk.makeRoom();
  const freed = performance.now();
  await job.is('more outcomes', ({ current_seed }) => current_seed > before);
  const resumedMs = performance.now() - freed;
  const ended = await job.ends();
  const { answered } = await provider.readCounters();
  return {
    checks: [
      expectEqual('the job pauses and says why', paused.pause_reason, 'disk_full'),
      expectEqual('a write is refused with 507', saved.status, 507),
      expectEqual('an upload is refused with 507', uploaded.status, 507),
      expectEqual('and leaves no file behind', uploads.length, 0),
      expectEqual('what is stored is shown', read.status, 200),
      expectEqual('the job then has no error', ended.error, ''),
      expectEqual('no call is made twice', answered, SEEDS),
      ...(await job.checkLeft()),
    ],
    numbers: {
      executions: SEEDS,
      ended_before: before,
      paused_after_ms: Math.round(pausedMs),
      resumed_ms: Math.round(resumedMs),
      resumed_target_ms: 10_000,
    },
  };
}

/** Of a size that the database has no room for. */
function largePipeline(): object {
  const block = { type: 'TextGenerator', config: { user_prompt: 'x'.repeat(60_000) } };
  return { name: 'Large', blocks: Array.from({ length: 10 }, () => block) };
}

/** What is refused before it is read may be cut off before the answer is. */
async function upload(victim: Victim): Promise<Response> {
  for (let time = 1; ; time += 1) {
    try {
      return await victim.request('/api/generate', formOf(1, topics(10)));
    } catch (error) {
      if (time === MOST_UPLOADS) throw error;
    }
  }
}
