import type { RecordPlace, SurplusReport } from '@datagenflow/contracts';
import { sql, type Transaction } from '../database/kysely.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { transactInTurn } from '../database/transact-in-turn.js';
import type { JobGain } from './job-counter.js';
import { lockJobs } from './job-counters.js';
import { isUpTo } from './record-places.js';

/** Executions of one transaction: few, because other writers wait meanwhile. */
const BATCH = 1_000;

const SURPLUS = {
  status: 'filtered',
  reason_code: 'surplus',
  reason_message: 'The job had as many records as it was to have',
  step_id: null,
  last_step: null,
};

/**
 * Makes what was generated behind a place and not reviewed filtered, then what failed and waits to
 * run again, and forgets what else is pending, in short transactions: it may be stopped at any time
 * and called again.
 * @throws the signal's reason, between two of them
 */
export async function dropSurplus(
  database: Database,
  jobId: number,
  behind: RecordPlace,
  signal?: AbortSignal,
): Promise<SurplusReport> {
  const forAll = (work: Work): Promise<number> => inBatches(database, jobId, work, behind, signal);
  const dropped = await forAll(filterRecords);
  await forAll(filterRetried);
  await forAll(forgetPending);
  return { dropped, reviewed: await countBehind(database, jobId, behind) };
}

interface Batch {
  database: Database;
  trx: Transaction<Schema>;
  jobId: number;
  behind: RecordPlace;
}

/** Changes a batch of executions; tells how many, and what that is for their job. */
type Work = (batch: Batch) => Promise<{ count: number; gain: JobGain }>;

async function inBatches(
  database: Database,
  jobId: number,
  work: Work,
  behind: RecordPlace,
  signal: AbortSignal | undefined,
): Promise<number> {
  let all = 0;
  for (;;) {
    signal?.throwIfAborted();
    const done = await transactInTurn(database, async (trx) => {
      const counters = await lockJobs(database, trx, [jobId]);
      const { count, gain } = await work({ database, trx, jobId, behind });
      counters.require(jobId).add(gain);
      await counters.save(trx);
      return count;
    });
    all += done;
    if (done < BATCH) return all;
  }
}

/** A record is locked before it is judged: it may be under review. */
const filterRecords: Work = async ({ database: { kind, clock }, trx, jobId, behind }) => {
  const now = clock.date().toISOString();
  const records = await trx
    .selectFrom('executions')
    .innerJoin('records', 'records.execution_id', 'executions.id')
    .where('executions.job_id', '=', jobId)
    .where('executions.status', '=', 'generated')
    .where(sql<boolean>`not ${isUpTo(behind)}`)
    .where('records.status', '=', 'pending')
    .where('records.edited', '=', 0)
    .where('records.deleted_at', 'is', null)
    .select(['records.id', 'records.execution_id'])
    .limit(BATCH)
    .$if(kind === 'postgres', (query) => query.forUpdate('records'))
    .execute();
  const idsOf = (key: 'id' | 'execution_id') =>
    idList(
      kind,
      records.map((record) => record[key]),
    );
  await trx
    .updateTable('records')
    .set({ deleted_at: now, updated_at: now })
    .where('id', 'in', idsOf('id'))
    .execute();
  await trx
    .updateTable('executions')
    .set(SURPLUS)
    .where('id', 'in', idsOf('execution_id'))
    .execute();
  const count = records.length;
  return { count, gain: { generated: -count, filtered: count } };
};

/** The trace of the pass in which it failed stays. */
const filterRetried: Work = async ({ database: { clock }, trx, jobId }) => {
  const retried = await trx
    .updateTable('executions')
    .set({ ...SURPLUS, finished_at: clock.date().toISOString() })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('executions')
        .select('id')
        .where('job_id', '=', jobId)
        .where('status', '=', 'pending')
        .where('attempts', '<>', '{}')
        .limit(BATCH),
    )
    .executeTakeFirst();
  const count = Number(retried.numUpdatedRows);
  return { count, gain: { ended: count, filtered: count } };
};

const forgetPending: Work = async ({ trx, jobId }) => {
  const forgotten = await trx
    .deleteFrom('executions')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('executions')
        .select('id')
        .where('job_id', '=', jobId)
        .where('status', '=', 'pending')
        .limit(BATCH),
    )
    .executeTakeFirst();
  const count = Number(forgotten.numDeletedRows);
  return { count, gain: { leaves: -count } };
};

async function countBehind(
  { reader }: Database,
  jobId: number,
  behind: RecordPlace,
): Promise<number> {
  const { count } = await reader
    .selectFrom('executions')
    .where('job_id', '=', jobId)
    .where('status', '=', 'generated')
    .where(sql<boolean>`not ${isUpTo(behind)}`)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
