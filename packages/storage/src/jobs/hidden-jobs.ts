import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Schema } from '../database/schema.js';

/** The status of a job that is deleted and whose rows are still being removed. */
export const HIDDEN_STATUS = 'deleted';

/** Ids of deleted jobs that still have rows: mostly none. */
export function hiddenJobs(db: Kysely<Schema>): SelectQueryBuilder<Schema, 'jobs', { id: number }> {
  return db.selectFrom('jobs').select('jobs.id').where('jobs.status', '=', HIDDEN_STATUS);
}

/** Whether deleted jobs still have rows. */
export async function hasHiddenJobs(db: Kysely<Schema>): Promise<boolean> {
  return (await hiddenJobs(db).limit(1).executeTakeFirst()) !== undefined;
}
