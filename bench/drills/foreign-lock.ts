import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { startProvider } from '../harness/start-provider.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { askPipeline, DrillJob } from './support/drill-job.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';
import { Victim } from './support/victim.ts';

const SEEDS = 1_000;
const CONCURRENCY = 16;

/** Another process keeps the database for itself in the middle of a job. */
export const foreignLock: Drill = { name: 'foreign-lock', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const holdMs = isLong ? 20_000 : 11_000;
  await using directory = await createTemporaryDirectory();
  const unsteady = { seed, jitterMs: 20, faultShare: 0 };
  await using provider = await startProvider(20, unsteady, { repeatsPrompt: true });
  const env = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
  await using victim = new Victim(directory.path, env);
  const job = await DrillJob.start(victim, SEEDS, { concurrency: CONCURRENCY });
  await job.is('some outcomes', ({ current_seed }) => current_seed >= SEEDS / 5);

  const held = await holdLock(victim, holdMs);
  const released = performance.now();
  const before = (await job.read()).current_seed;
  await job.is('more outcomes', ({ current_seed }) => current_seed > before);
  const resumedMs = performance.now() - released;
  const written = await victim.request('/api/pipelines', { ...askPipeline, name: 'Afterwards' });
  const { status: readyAfter } = await victim.request('/ready');
  const ended = await job.ends();
  const { answered } = await provider.readCounters();
  return {
    figures: ['R10'],
    checks: [
      expectEqual('reads are answered meanwhile', held.readStatuses, [200]),
      expectEqual('a write is refused with 503 and Retry-After', held.write, {
        status: 503,
        code: 'database_busy',
        retryAfter: true,
      }),
      expectEqual('/ready says that it is not', held.readyStatus, 503),
      expectEqual('the job is still running', held.status, 'running'),
      expectEqual('afterwards writes are taken', written.ok, true),
      expectEqual('afterwards /ready says that it is', readyAfter, 200),
      expectEqual('the job has no error', ended.error, ''),
      expectEqual('no call is made twice', answered, SEEDS),
      ...(await job.checkLeft()),
    ],
    numbers: {
      executions: SEEDS,
      ended_before: held.endedBefore,
      held_ms: holdMs,
      write_refused_after_ms: Math.round(held.refusedMs),
      reads: held.readMs.length,
      read_ms: { p50: quantile(held.readMs, 0.5), p99: quantile(held.readMs, 0.99) },
      resumed_ms: Math.round(resumedMs),
    },
  };

  async function holdLock({ databasePath }: Victim, ms: number) {
    const database = new Sqlite(databasePath, { timeout: 5_000 });
    try {
      database.exec('begin immediate');
      const endedBefore = (await job.read()).current_seed;
      const until = performance.now() + ms;
      const writing = writeBesides();
      const reads = await readUntil(until);
      const { status: readyStatus } = await victim.request('/ready');
      const { status } = await job.read();
      return { endedBefore, ...reads, ...(await writing), readyStatus, status };
    } finally {
      database.close();
    }
  }

  async function writeBesides() {
    const start = performance.now();
    const response = await victim.request('/api/pipelines', { ...askPipeline, name: 'Besides' });
    const { code } = (await response.json()) as { code?: string };
    const retryAfter = response.headers.has('retry-after');
    return {
      write: { status: response.status, code, retryAfter },
      refusedMs: performance.now() - start,
    };
  }

  async function readUntil(until: number) {
    const statuses = new Set<number>();
    const readMs: number[] = [];
    while (performance.now() < until) {
      const start = performance.now();
      const response = await victim.request(`/api/records?job_id=${job.id}&limit=20`);
      await response.arrayBuffer();
      readMs.push(performance.now() - start);
      statuses.add(response.status);
      await sleep(20);
    }
    return { readStatuses: [...statuses], readMs };
  }
}
