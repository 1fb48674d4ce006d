import type { RecordPlace } from '@datagenflow/contracts';
import type { Database } from '../database/database.js';
import { isUpTo } from './record-places.js';

/** How many executions of a job there are by status, up to and with a place. */
export async function countExecutions(
  { reader }: Database,
  jobId: number,
  upTo?: RecordPlace,
): Promise<Record<string, number>> {
  const all = reader.selectFrom('executions').where('job_id', '=', jobId);
  const rows = await (upTo === undefined ? all : all.where(isUpTo(upTo)))
    .groupBy('status')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** Why executions of a job failed, the most frequent reasons first. */
export async function failureReasons(
  { reader }: Database,
  jobId: number,
  limit: number,
): Promise<{ message: string; count: number }[]> {
  const rows = await reader
    .selectFrom('executions')
    .where('job_id', '=', jobId)
    .where('status', '=', 'failed')
    .groupBy('reason_message')
    .select((eb) => ['reason_message', eb.fn.countAll<number>().as('count')])
    .orderBy('count', 'desc')
    .orderBy((eb) => eb.fn.min('id'))
    .limit(limit)
    .execute();
  return rows.map(({ reason_message, count }) => ({ message: reason_message ?? '', count }));
}
