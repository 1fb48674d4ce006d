import type { Transaction } from 'kysely';
import { fromJson, toJson } from '../codecs/json.js';
import type { Schema } from '../database/schema.js';

/** What an execution is that nobody holds. */
export const PENDING = { status: 'pending', owner: null, started_at: null };

/**
 * Makes pending again what owners other than `owner` hold. With `isBlamed` it counts against each
 * of them that their runner died, unless their job is cancelled, and against job-wide steps that ran.
 * @returns how many executions there were
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
  await leaveFinishing(trx, isBlamed);
  const { numUpdatedRows } = await abandoned.set(PENDING).executeTakeFirst();
  return Number(numUpdatedRows);
}

/** No job-wide step runs any more. */
async function leaveFinishing(trx: Transaction<Schema>, isBlamed: boolean): Promise<void> {
  const jobs = await trx
    .selectFrom('jobs')
    .select(['id', 'finishing_step', 'finish_kills'])
    .where('status', 'in', ['running', 'paused'])
    .where('finishing_step', 'is not', null)
    .execute();
  for (const { id, finishing_step: step, finish_kills } of jobs) {
    const kills = fromJson<Record<string, number>>(finish_kills);
    if (isBlamed && step !== null) kills[step] = (kills[step] ?? 0) + 1;
    await trx
      .updateTable('jobs')
      .set({ finishing_step: null, finish_kills: toJson(kills) })
      .where('id', '=', id)
      .execute();
  }
}
