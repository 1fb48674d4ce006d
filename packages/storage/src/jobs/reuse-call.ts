import type { CallKey, StoredCall } from '@datagenflow/contracts';
import { sql, type Selectable, type Transaction } from '../database/kysely.js';
import { jobPlace, storedCallOf, type CallPlace } from '../codecs/call-codec.js';
import type { Database } from '../database/database.js';
import type { CallTable, Schema } from '../database/schema.js';
import { loadPlaces } from './load-places.js';
import { lockJobs } from './job-counters.js';

/**
 * Gives a job a copy of a call that another one bought, and notes from where. One transaction, with
 * the job locked: a call serves each job once. What it spares an execution counts with its outcome.
 */
export async function reuseCall(
  database: Database,
  jobId: number,
  key: CallKey,
): Promise<StoredCall | undefined> {
  if (!(await hasOthers(database, jobId, key))) return undefined;
  return database.transact(async (trx) => {
    const counters = await lockJobs(database, trx, [jobId]);
    const { execution_id: executionId } = key;
    const place =
      executionId === null
        ? jobPlace(jobId)
        : (await loadPlaces(database.kind, trx, [executionId])).get(executionId);
    if (place === undefined) return undefined;
    const source = await findFree(trx, jobId, key, place);
    if (source === undefined) return undefined;
    const { id, ...call } = source;
    const copy = {
      ...call,
      ...place,
      step_id: key.step_id,
      attempt: key.attempt,
      n: key.n,
      origin: 'reused',
      served_from: call.served_from ?? id,
      created_at: database.clock.date().toISOString(),
    };
    await trx.insertInto('calls').values(copy).execute();
    if (executionId === null) {
      counters.require(jobId).add({ savedCost: call.cost ?? 0 });
      await counters.save(trx);
    }
    return storedCallOf({ ...copy, id, execution_id: key.execution_id });
  });
}

/** Most often there is none, which needs no lock to know. */
async function hasOthers(
  { reader }: Database,
  jobId: number,
  { request_hash: hash }: CallKey,
): Promise<boolean> {
  const found = await reader
    .selectFrom('calls')
    .select('id')
    .where('request_hash', '=', hash)
    .where(sql<boolean>`job_id is distinct from ${jobId}`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** One that was bought, or of which only copies are left: each once, whatever is there of it. */
async function findFree(
  trx: Transaction<Schema>,
  jobId: number,
  { request_hash: hash }: CallKey,
  { seed_hash, repetition, branch }: CallPlace,
): Promise<Selectable<CallTable> | undefined> {
  const isSamePlace = sql`case when seed_hash = ${seed_hash} and repetition = ${repetition}
    and branch = ${branch} then 0 else 1 end`;
  return trx
    .selectFrom('calls')
    .selectAll()
    .where('request_hash', '=', hash)
    .where('rejected', 'is', null)
    .where(sql<boolean>`job_id is distinct from ${jobId}`)
    .where(
      sql<boolean>`not exists (select 1 from calls bought where bought.id = calls.served_from)`,
    )
    .where(
      sql<boolean>`not exists (
        select 1 from calls mine
        where mine.job_id = ${jobId} and mine.served_from = coalesce(calls.served_from, calls.id)
      )`,
    )
    .orderBy(isSamePlace)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}
