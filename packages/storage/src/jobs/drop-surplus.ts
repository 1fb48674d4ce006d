import type { RecordPlace } from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import { lockJobs } from './job-counters.js';
import { isUpTo } from './record-places.js';

/**
 * Makes what was generated behind a place filtered and forgets what is pending, in one transaction.
 * @returns how many records that took
 */
export async function dropSurplus(
  database: Database,
  jobId: number,
  behind: RecordPlace,
): Promise<number> {
  const { kind, clock } = database;
  return database.transact(async (trx) => {
    const counters = await lockJobs(database, trx, [jobId]);
    const job = counters.require(jobId);
    const surplus = await trx
      .updateTable('executions')
      .set({
        status: 'filtered',
        reason_code: 'surplus',
        reason_message: 'The job had as many records as it was to have',
        step_id: null,
      })
      .where('job_id', '=', jobId)
      .where('status', '=', 'generated')
      .where(sql<boolean>`not ${isUpTo(behind)}`)
      .returning('id')
      .execute();
    const now = clock.date().toISOString();
    const ids = surplus.map(({ id }) => id);
    await trx
      .updateTable('records')
      .set({ deleted_at: now, updated_at: now })
      .where('execution_id', 'in', idList(kind, ids))
      .where('deleted_at', 'is', null)
      .execute();
    const forgotten = await trx
      .deleteFrom('executions')
      .where('job_id', '=', jobId)
      .where('status', '=', 'pending')
      .executeTakeFirst();
    job.add({
      leaves: -Number(forgotten.numDeletedRows),
      generated: -ids.length,
      filtered: ids.length,
    });
    await counters.save(trx);
    return ids.length;
  });
}
