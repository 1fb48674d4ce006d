import type { JsonObject } from '@datagenflow/contracts';
import { sql, type Transaction } from '../database/kysely.js';
import { fromJson } from '../codecs/json.js';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';
import { transactInTurn } from '../database/transact-in-turn.js';
import { UNDO_DAYS } from '../records/undo-action.js';
import { HIDDEN_STATUS } from './hidden-jobs.js';

/** Rows of one transaction: few, because other writers wait meanwhile. */
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * Removes the rows of jobs and pipelines that were deleted, and records whose deletion can’t be
 * undone any more, in short transactions: it may be stopped at any time and called again.
 * @param forget told where the seeds of each job that is removed came from
 * @returns how many rows were removed
 */
export async function removeDeleted(
  database: Database,
  signal?: AbortSignal,
  forget: (seedSource: JsonObject) => Promise<void> = async () => undefined,
): Promise<number> {
  let removed = 0;
  for (const work of WORKS) {
    for (;;) {
      signal?.throwIfAborted();
      const sources: string[] = [];
      const count = await transactInTurn(database, (trx) => work(trx, database, sources));
      for (const source of sources) await forget(fromJson(source));
      removed += count;
      if (count === 0) break;
    }
  }
  return removed;
}

/** Adds where the seeds of jobs came from to `sources`. */
type Work = (trx: Transaction<Schema>, database: Database, sources: string[]) => Promise<number>;

const hidden = sql`(select id from jobs where status = ${HIDDEN_STATUS} order by id limit 1)`;

/** Each removes a batch and tells how many rows; none are left for it when it is 0. In order. */
const WORKS: readonly Work[] = [
  removeExpiredRecords,
  removeJobs,
  async (trx) =>
    run(
      trx,
      sql`
    delete from pipelines where deleted_at is not null
      and not exists (select 1 from jobs where jobs.pipeline_id = pipelines.id)`,
    ),
];

async function removeExpiredRecords(
  trx: Transaction<Schema>,
  { clock }: Database,
): Promise<number> {
  const limit = new Date(clock.date().getTime() - UNDO_DAYS * DAY_MS).toISOString();
  return run(
    trx,
    sql`
    delete from records where id in (
      select id from records where deleted_at is not null and deleted_at < ${limit}
      limit ${BATCH})`,
  );
}

/** Executions go youngest first, so that none takes its branches with it in one go. */
async function removeJobs(
  trx: Transaction<Schema>,
  _database: Database,
  sources: string[],
): Promise<number> {
  const steps = [
    sql`delete from executions where id in (
      select id from executions where job_id = ${hidden} order by id desc limit ${BATCH})`,
    sql`update calls set job_id = null where id in (
      select id from calls where job_id = ${hidden} limit ${BATCH})`,
    sql`delete from seeds where job_id = ${hidden} and seed_index in (
      select seed_index from seeds where job_id = ${hidden} limit ${BATCH})`,
    sql`delete from memos where job_id = ${hidden} and key in (
      select key from memos where job_id = ${hidden} limit ${BATCH})`,
  ];
  for (const step of steps) {
    const count = await run(trx, step);
    if (count > 0) return count;
  }
  const { rows } = await sql<{ seed_source: string }>`
    delete from jobs where id = ${hidden} returning seed_source`.execute(trx);
  sources.push(...rows.map(({ seed_source }) => seed_source));
  return rows.length;
}

async function run(trx: Transaction<Schema>, statement: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows } = await statement.execute(trx);
  return Number(numAffectedRows ?? 0);
}
