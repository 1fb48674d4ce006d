import { isEnded, type Clock, type JobPatch, type JobStatus } from '@datagenflow/contracts';
import {
  sql,
  type ExpressionBuilder,
  type RawBuilder,
  type Selectable,
  type Transaction,
} from '../database/kysely.js';
import { jobPatchRow } from '../codecs/job-codec.js';
import type { Database } from '../database/database.js';
import type { JobTable, Schema } from '../database/schema.js';
import { toJson } from '../codecs/json.js';
import { checkOpenJobs, lockOpenJobs } from './check-open-jobs.js';
import { ALMOST_DONE } from './job-counter.js';

/**
 * Changes the status of a job when it is one of `from`; says whether it was.
 * @param most how many may wait or run, this one included; absent: any number
 * @throws TooManyJobsError
 */
export async function moveJob(
  { kind, clock, transact }: Database,
  id: number,
  from: readonly JobStatus[],
  to: JobStatus,
  patch: JobPatch,
  most?: number,
): Promise<boolean> {
  return transact(async (trx) => {
    if (most !== undefined) {
      await lockOpenJobs(kind, trx);
      if (!(await isOneOf(trx, id, from))) return false;
      await checkOpenJobs(trx, most);
    }
    const moved = await trx
      .updateTable('jobs')
      .set((eb) => ({
        ...enterStatus(eb, to, clock),
        ...patchColumns(eb, patch),
      }))
      .where('id', '=', id)
      .where('status', 'in', from)
      .returning('id')
      .executeTakeFirst();
    return moved !== undefined;
  });
}

/** Moves a pending job to `running`; answers with it, or with undefined when it is none. */
export async function beginJob(
  { clock, transact }: Database,
  id: number,
): Promise<Selectable<JobTable> | undefined> {
  return transact((trx) =>
    trx
      .updateTable('jobs')
      .set((eb) => ({
        ...enterStatus(eb, 'running', clock),
        phase: sql<string>`case seeds_imported when 1 then 'executing' else 'importing' end`,
      }))
      .where('id', '=', id)
      .where('status', '=', 'pending')
      .returningAll()
      .executeTakeFirst(),
  );
}

/** Whether there is such a job and its status is one of these. */
export async function isOneOf(
  trx: Transaction<Schema>,
  id: number,
  statuses: readonly JobStatus[],
): Promise<boolean> {
  const job = await trx
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', id)
    .where('status', 'in', statuses)
    .executeTakeFirst();
  return job !== undefined;
}

/** The columns that entering a status sets. */
export function enterStatus(eb: ExpressionBuilder<Schema, 'jobs'>, to: JobStatus, clock: Clock) {
  const now = clock.date().toISOString();
  return {
    status: to,
    ...(to === 'running'
      ? {
          completed_at: null,
          finishing_step: null,
          started_at: eb.fn.coalesce('started_at', timeOf(now)),
          progress: sql<number>`case when progress < 1 then progress else ${ALMOST_DONE} end`,
        }
      : {}),
    ...(isEnded(to)
      ? { completed_at: now, progress: finalProgress(to), finish_kills: NO_KILLS }
      : {}),
  };
}

/** Changes other fields of a job; says whether it exists. */
export async function updateJob(
  { transact }: Database,
  id: number,
  patch: JobPatch,
): Promise<boolean> {
  return transact((trx) => patchJob(trx, id, patch));
}

/** The same within a transaction. */
export async function patchJob(
  trx: Transaction<Schema>,
  id: number,
  patch: JobPatch,
): Promise<boolean> {
  const updated = await trx
    .updateTable('jobs')
    .set((eb) => patchColumns(eb, patch))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return updated !== undefined;
}

function patchColumns(eb: ExpressionBuilder<Schema, 'jobs'>, patch: JobPatch) {
  const addedMs = Math.round((patch.add_running_time ?? 0) * 1000);
  return { ...jobPatchRow(patch), running_ms: eb('running_ms', '+', addedMs) };
}

function timeOf(now: string): RawBuilder<string> {
  return sql<string>`${now}`;
}

/** 1 when nothing is left to do, whatever the job ended as; it was almost done then. */
function finalProgress(to: JobStatus): RawBuilder<number> {
  return to === 'completed'
    ? sql<number>`1`
    : sql<number>`case
        when total_seeds > 0 and current_seed = total_seeds and progress >= ${ALMOST_DONE}
          and coalesce(phase, '') <> 'finishing'
        then 1 else progress end`;
}

const NO_KILLS = toJson({});
