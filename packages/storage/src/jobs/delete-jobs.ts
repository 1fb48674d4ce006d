import { ConflictError } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** How much a deletion took with it. */
export interface Removed {
  jobs: number;
  executions: number;
  records: number;
}

/**
 * Deletes jobs with their seeds, executions, traces, records and history. Calls stay, without
 * their job, for reuse.
 * @throws ConflictError while one of them is pending, running or paused
 */
export async function deleteJobs(
  { kind }: Database,
  trx: Transaction<Schema>,
  ids: readonly number[],
): Promise<Removed> {
  const jobs = await trx
    .selectFrom('jobs')
    .select(['id', 'status'])
    .where('id', 'in', idList(kind, ids))
    .orderBy('id')
    .$if(kind === 'postgres', (query) => query.forUpdate())
    .execute();
  const active = jobs.find(({ status }) => ACTIVE.has(status));
  if (active !== undefined) {
    throw new ConflictError(
      `Job ${active.id} is ${active.status}. Cancel it first, then delete again.`,
      { code: 'job_active', detail: { job_id: active.id, status: active.status } },
    );
  }
  const removed = {
    jobs: jobs.length,
    executions: await count(kind, trx, 'executions', ids),
    records: await count(kind, trx, 'records', ids),
  };
  await trx.deleteFrom('jobs').where('id', 'in', idList(kind, ids)).execute();
  return removed;
}

const ACTIVE = new Set(['pending', 'running', 'paused']);

async function count(
  kind: Database['kind'],
  trx: Transaction<Schema>,
  table: 'executions' | 'records',
  jobIds: readonly number[],
): Promise<number> {
  const { total } = await trx
    .selectFrom(table)
    .where('job_id', 'in', idList(kind, jobIds))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}
