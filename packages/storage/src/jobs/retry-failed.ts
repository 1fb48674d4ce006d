import type { FailedRetry, JobStatus } from '@datagenflow/contracts';
import {
  sql,
  type Expression,
  type ExpressionBuilder,
  type SqlBool,
  type Transaction,
} from '../database/kysely.js';
import { fromJson, toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { checkOpenJobs, lockOpenJobs } from './check-open-jobs.js';
import { lockJobs } from './job-counters.js';
import { enterStatus, isOneOf } from './move-job.js';

/** Of executions: what decides with which attempts they begin again. Few of these stand for many. */
interface Stand {
  step_id: string | null;
  start_step: number;
  attempts: string;
}

/**
 * Moves a job to `running` and makes its failed executions that match pending again, in one
 * transaction. Answers how many there are; undefined when its status was none of `from`.
 * @param most how many jobs may wait or run, this one included; absent: any number
 * @throws TooManyJobsError
 */
export async function retryFailed(
  database: Database,
  jobId: number,
  from: readonly JobStatus[],
  retry: FailedRetry,
  most?: number,
): Promise<number | undefined> {
  return database.transact(async (trx) => {
    if (most !== undefined) await lockOpenJobs(database.kind, trx);
    const counters = await lockJobs(database, trx, [jobId]);
    if (!(await isOneOf(trx, jobId, from))) return undefined;
    if (most !== undefined) await checkOpenJobs(trx, most);
    const failed = failedOnes(database, jobId, retry);
    const stands = await trx
      .selectFrom('executions')
      .select(['step_id', 'start_step', 'attempts'])
      .distinct()
      .where(failed)
      .execute();
    let count = 0;
    for (const stand of stands) count += await makePending(trx, failed, stand, retry.steps);
    if (count === 0) return 0;
    counters.require(jobId).retry(count);
    await counters.save(trx);
    await trx
      .updateTable('jobs')
      .set((eb) => ({ ...enterStatus(eb, 'running', database.clock), error: '' }))
      .where('id', '=', jobId)
      .execute();
    return count;
  });
}

type Executions = ExpressionBuilder<Schema, 'executions'>;

/** Whether an execution is one of those that are to run again. */
function failedOnes(
  { kind }: Database,
  jobId: number,
  { execution_ids: ids, reason }: FailedRetry,
): (eb: Executions) => Expression<SqlBool> {
  const wanted = reason === undefined ? undefined : plainText(reason);
  return (eb) =>
    eb.and([
      eb('job_id', '=', jobId),
      eb('status', '=', 'failed'),
      ...(ids === undefined ? [] : [eb('id', 'in', idList(kind, ids))]),
      ...(wanted === undefined
        ? []
        : [eb.or([eb('reason_code', '=', wanted), eb('reason_message', '=', wanted)])]),
    ]);
}

/** Those of one stand; answers how many there were. */
async function makePending(
  trx: Transaction<Schema>,
  failed: (eb: Executions) => Expression<SqlBool>,
  stand: Stand,
  steps: FailedRetry['steps'],
): Promise<number> {
  const updated = await trx
    .updateTable('executions')
    .set({
      status: 'pending',
      attempts: toJson(raiseAttempts(stand, steps)),
      owner: null,
      started_at: null,
      finished_at: null,
      reason_code: null,
      reason_message: null,
      reason_detail: null,
      step_id: null,
      kills: 0,
    })
    .where(failed)
    .where('start_step', '=', stand.start_step)
    .where('attempts', '=', stand.attempts)
    .where(sql<boolean>`step_id is not distinct from ${stand.step_id}`)
    .executeTakeFirst();
  return Number(updated.numUpdatedRows);
}

/** The attempts of the failed step and those behind it, above all that this pass may have used. */
function raiseAttempts(stand: Stand, steps: FailedRetry['steps']): Record<string, number> {
  const attempts = fromJson<Record<string, number>>(stand.attempts);
  const failedAt = steps.findIndex(({ id }) => id === stand.step_id);
  for (const step of steps.slice(failedAt < 0 ? stand.start_step : failedAt)) {
    attempts[step.id] = (attempts[step.id] ?? 1) + step.attempts;
  }
  return attempts;
}
