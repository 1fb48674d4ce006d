import { ConflictError, LIVE_STATUSES } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { HIDDEN_STATUS } from './hidden-jobs.js';

/** How much a deletion took with it. */
export interface Removed {
  jobs: number;
  executions: number;
  records: number;
}

/**
 * Deletes jobs with their seeds, executions, traces, records and history: at once for all who
 * look; the rows are removed by `removeDeleted`. Calls stay, without their job, for reuse.
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
    .where('status', '<>', HIDDEN_STATUS)
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
  const found = jobs.map(({ id }) => id);
  await trx
    .updateTable('jobs')
    .set({ status: HIDDEN_STATUS })
    .where('id', 'in', idList(kind, found))
    .execute();
  await giveBack(kind, trx, found);
  return {
    jobs: jobs.length,
    executions: await count(kind, trx, 'executions', found),
    records: await count(kind, trx, 'records', found),
  };
}

const ACTIVE = new Set<string>(LIVE_STATUSES);

/** Results of executions that are still in flight are refused. */
async function giveBack(
  kind: Database['kind'],
  trx: Transaction<Schema>,
  jobIds: readonly number[],
): Promise<void> {
  await trx
    .updateTable('executions')
    .set({ status: 'pending', owner: null, started_at: null })
    .where('job_id', 'in', idList(kind, jobIds))
    .where('status', '=', 'running')
    .execute();
}

async function count(
  kind: Database['kind'],
  trx: Transaction<Schema>,
  table: 'executions' | 'records',
  jobIds: readonly number[],
): Promise<number> {
  const { total } = await trx
    .selectFrom(table)
    .where('job_id', 'in', idList(kind, jobIds))
    .$if(table === 'records', (query) => query.where('records.deleted_at', 'is', null))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}
