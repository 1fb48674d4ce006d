import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.js';
import { hiddenJobs } from '../jobs/hidden-jobs.js';
import type { ColumnFilter } from './record-filter.js';

/**
 * How many records there are, from the counts that triggers keep by job and status.
 * @param hasHidden whether rows of deleted jobs are still there, to be left out
 */
export async function readCount(
  db: Kysely<Schema>,
  { status, job_id, pipeline_id }: Omit<ColumnFilter, 'edited'>,
  hasHidden: boolean,
): Promise<number> {
  let query = db
    .selectFrom('record_counts')
    .select((eb) => eb.fn.sum<number | null>('count').as('total'));
  if (status !== undefined) query = query.where('status', '=', status);
  if (job_id !== undefined) query = query.where('job_id', '=', job_id);
  if (pipeline_id !== undefined) query = query.where('pipeline_id', '=', pipeline_id);
  if (hasHidden) query = query.where('job_id', 'not in', hiddenJobs(db));
  const { total } = await query.executeTakeFirstOrThrow();
  return total ?? 0;
}
