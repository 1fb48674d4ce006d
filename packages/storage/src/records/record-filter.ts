import type { RecordStatus } from '@datagenflow/contracts';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Schema } from '../database/schema.js';

/** Which records are meant. All conditions hold together; deleted records never match. */
export interface RecordFilter {
  status?: RecordStatus;
  job_id?: number;
  pipeline_id?: number;
  edited?: boolean;
}

/** Records that a filter finds. Its conditions on constants let partial indexes serve them. */
export function matchingRecords(
  db: Kysely<Schema>,
  filter: RecordFilter,
): SelectQueryBuilder<Schema, 'records', object> {
  let query = db.selectFrom('records').where('deleted_at', 'is', null);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.job_id !== undefined) query = query.where('job_id', '=', filter.job_id);
  if (filter.pipeline_id !== undefined) query = query.where('pipeline_id', '=', filter.pipeline_id);
  if (filter.edited !== undefined) {
    const { edited } = filter;
    query = query.where((eb) => eb('edited', '=', eb.lit(edited ? 1 : 0)));
  }
  return query;
}
