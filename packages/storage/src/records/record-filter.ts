import type { RecordFilter as WireFilter } from '@datagenflow/contracts';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Schema } from '../database/schema.js';
import { hiddenJobs } from '../jobs/hidden-jobs.js';

/** Which records are meant. All conditions hold together; deleted records never match. */
export interface RecordFilter extends WireFilter {
  edited?: boolean;
}

/** The part of a filter that stands in columns of the same name. */
export type ColumnFilter = Pick<RecordFilter, 'status' | 'job_id' | 'pipeline_id' | 'edited'>;

/**
 * Records that a filter finds. Its conditions on constants let partial indexes serve them.
 * @param hasHidden whether rows of deleted jobs are still there, to be left out
 */
export function matchingRecords(
  db: Kysely<Schema>,
  filter: ColumnFilter,
  hasHidden: boolean,
): SelectQueryBuilder<Schema, 'records', object> {
  let query = db.selectFrom('records').where('deleted_at', 'is', null);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.job_id !== undefined) query = query.where('job_id', '=', filter.job_id);
  if (filter.pipeline_id !== undefined) query = query.where('pipeline_id', '=', filter.pipeline_id);
  if (filter.edited !== undefined) {
    const { edited } = filter;
    query = query.where((eb) => eb('edited', '=', eb.lit(edited ? 1 : 0)));
  }
  return hasHidden ? query.where('job_id', 'not in', hiddenJobs(db)) : query;
}
