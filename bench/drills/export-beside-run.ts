import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@datagenflow/contracts';
import { checkIntegrity } from '@datagenflow/storage';
import { fillDataDirectory } from '../harness/fill-data-directory.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';
import { formOf, topics } from './support/drill-job.ts';
import {
  expectEqual,
  expectNone,
  type Check,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { readBeside } from './support/export-beside-run-clients.ts';
import { readExport, type ReadExport } from './support/read-export.ts';
import { Victim } from './support/victim.ts';
import { waitUntil } from './support/wait-until.ts';
import { sizeOfLog, watchLog } from './support/watch-log.ts';

const MB = 1024 ** 2;
const MOST_LOG_MB = 128;
const LOOK_MS = 100;
const EMPTIED_MS = 5 * 60_000;

/** One step that calls nothing and gives half a kilobyte: what runs flat out is the database. */
const writing = {
  name: 'Writing',
  blocks: [
    {
      type: 'FieldMapper',
      config: { mappings: { text: `{{ topic }} ${'lorem ipsum dolor '.repeat(25)}` } },
    },
  ],
};

/** Clients read an export fast, slowly and not at all, while jobs write as fast as they can. */
export const exportBesideRun: Drill = { name: 'export-beside-run', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const size = isLong ? 1_000_000 : 50_000;
  const perJob = isLong ? 200_000 : 20_000;
  await using directory = await createTemporaryDirectory();
  const jobId = await fillDataDirectory(directory.path, size);
  await using server = new Victim(directory.path, {});
  using log = watchLog(server.databasePath);

  let isRead = false;
  const reading = readBeside(server, jobId).finally(() => (isRead = true));
  const startedAt = performance.now();
  const [clients, jobs] = await Promise.all([reading, runJobs(server, perJob, () => isRead)]);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { slow, fast, stalled } = clients;
  const written = await readAll(server, jobs);
  const emptiedMs = isLong ? await timeOnce(() => isEmptied(server.databasePath)) : undefined;
  const checks = [
    expectWhole('the slow client gets', [slow], size),
    expectWhole('the fast one gets, each time,', fast, size),
    expectEqual('the stalled one’s export is broken off', stalled.isBrokenOff, true),
    expectWhole('each job leaves', written, perJob),
    expectNone(
      `the log never takes more than ${MOST_LOG_MB} MB`,
      log.most > MOST_LOG_MB * MB ? [{ mb: round(log.most / MB) }] : [],
    ),
    ...(await checkLeft(server)),
  ];
  return {
    figures: [],
    checks,
    numbers: {
      records: size,
      export_mb: round(slow.bytes / MB),
      slow_export_seconds: round(slow.seconds),
      fast_exports: fast.length,
      fast_export_seconds: round(fast.reduce((sum, one) => sum + one.seconds, 0) / fast.length),
      stalled_export_seconds: round(stalled.seconds),
      written: jobs.length * perJob,
      written_per_second: round((jobs.length * perJob) / seconds),
      most_log_mb: round(log.most / MB),
      looks_at_log: log.looks,
      ...(emptiedMs !== undefined && { log_emptied_after_seconds: round(emptiedMs / 1_000) }),
    },
  };
}

/** One job after the other, the next one as long as it is not over. */
async function runJobs(
  server: Victim,
  executions: number,
  isOver: () => boolean,
): Promise<number[]> {
  const saved = await server.ask('/api/pipelines', writing);
  const { id } = (await saved.json()) as { id: number };
  const jobs: number[] = [];
  while (!isOver()) {
    const started = await server.ask('/api/generate', formOf(id, topics(executions)));
    const { job_id } = (await started.json()) as { job_id: number };
    await isCompleted(server, job_id);
    jobs.push(job_id);
  }
  return jobs;
}

async function isCompleted(server: Victim, jobId: number): Promise<void> {
  for (;;) {
    const job = (await (await server.ask(`/api/jobs/${jobId}`)).json()) as Job;
    if (job.status === 'completed') return;
    if (job.status !== 'running' && job.status !== 'pending') {
      throw new Error(`A job is ${job.status}: ${job.error}`);
    }
    await sleep(LOOK_MS);
  }
}

async function readAll(server: Victim, jobs: readonly number[]): Promise<ReadExport[]> {
  const all: ReadExport[] = [];
  for (const id of jobs) all.push(await readExport(server, id));
  return all;
}

function expectWhole(who: string, exports: readonly ReadExport[], size: number): Check {
  const against = exports.filter(({ lines, misplaced }) => lines !== size || misplaced.length > 0);
  return expectNone(`${who} ${size} records, each once`, against);
}

/** Resolves when the server, which has nothing to do, has emptied the log. */
async function isEmptied(databasePath: string): Promise<void> {
  const look = async () => {
    await sleep(LOOK_MS);
    return sizeOfLog(databasePath) === 0 || undefined;
  };
  await waitUntil('the log to be emptied', look, EMPTIED_MS);
}

async function checkLeft(server: Victim): Promise<Check[]> {
  const { databasePath } = server;
  const { code } = await server.stop();
  const left = sizeOfLog(databasePath);
  const { problems, dangling } = await checkIntegrity(databasePath);
  return [
    expectEqual('the server stops with 0', code, 0),
    expectEqual('and leaves no log behind', left, 0),
    expectNone('the database is whole (integrity_check)', problems),
    expectNone('every row’s parent is there (foreign_key_check)', dangling),
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
