import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.js';

/** What an execution is that nobody holds. */
export const PENDING = { status: 'pending', owner: null, started_at: null };

/**
 * Makes pending again what owners other than `owner` hold. With `isBlamed` it counts against each
 * of them that their runner died, unless their job is cancelled.
 * @returns how many there were
 */
export async function releaseAbandoned(
  trx: Transaction<Schema>,
  owner: string,
  isBlamed: boolean,
): Promise<number> {
  const abandoned = trx
    .updateTable('executions')
    .where('status', '=', 'running')
    .where('owner', '!=', owner);
  if (isBlamed) {
    const cancelled = trx.selectFrom('jobs').select('id').where('status', '=', 'cancelled');
    await abandoned
      .where('job_id', 'not in', cancelled)
      .set((eb) => ({ kills: eb('kills', '+', 1) }))
      .execute();
  }
  const { numUpdatedRows } = await abandoned.set(PENDING).executeTakeFirst();
  return Number(numUpdatedRows);
}
