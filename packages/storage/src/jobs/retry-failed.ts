import type { FailedRetry, JobStatus } from '@datagenflow/contracts';
import { sql, type Transaction } from '../database/kysely.js';
import { fromJson, toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { RowUpdate } from '../database/row-writer.js';
import type { Schema } from '../database/schema.js';
import { checkOpenJobs, lockOpenJobs } from './check-open-jobs.js';
import { lockJobs } from './job-counters.js';
import { enterStatus, isOneOf } from './move-job.js';

interface FailedRow {
  id: number;
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
    const failed = await findFailed(database, trx, jobId, retry);
    if (failed.length === 0) return 0;
    const tuples = failed.map((row) => [row.id, toJson(raiseAttempts(row, retry.steps))]);
    await database.rows.update(trx, RETRY, tuples);
    counters.require(jobId).retry(failed.length);
    await counters.save(trx);
    await trx
      .updateTable('jobs')
      .set((eb) => ({ ...enterStatus(eb, 'running', database.clock), error: '' }))
      .where('id', '=', jobId)
      .execute();
    return failed.length;
  });
}

async function findFailed(
  { kind }: Database,
  trx: Transaction<Schema>,
  jobId: number,
  { execution_ids: ids, reason }: FailedRetry,
): Promise<FailedRow[]> {
  let query = trx
    .selectFrom('executions')
    .select(['id', 'step_id', 'start_step', 'attempts'])
    .where('job_id', '=', jobId)
    .where('status', '=', 'failed');
  if (ids !== undefined) query = query.where('id', 'in', idList(kind, ids));
  if (reason !== undefined) {
    const wanted = plainText(reason);
    query = query.where(sql<boolean>`(reason_code = ${wanted} or reason_message = ${wanted})`);
  }
  return query.orderBy('id').execute();
}

/** The attempts of the failed step and those behind it, above all that this pass may have used. */
function raiseAttempts(row: FailedRow, steps: FailedRetry['steps']): Record<string, number> {
  const attempts = fromJson<Record<string, number>>(row.attempts);
  const failedAt = steps.findIndex(({ id }) => id === row.step_id);
  for (const step of steps.slice(failedAt < 0 ? row.start_step : failedAt)) {
    attempts[step.id] = (attempts[step.id] ?? 1) + step.attempts;
  }
  return attempts;
}

const RETRY: RowUpdate = {
  name: 'retry executions',
  types: ['bigint', 'text'],
  text: (values) => `
    update executions set
      status = 'pending', attempts = v.column2, owner = null, started_at = null,
      finished_at = null, reason_code = null, reason_message = null, reason_detail = null,
      step_id = null, kills = 0
    from ${values}
    where executions.id = v.column1`,
};
