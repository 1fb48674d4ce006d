import type {
  ClaimedExecution,
  JsonObject,
  LastStep,
  RecordPlace,
  StoredCall,
} from '@datagenflow/contracts';
import { sql, type Selectable, type Transaction } from '../database/kysely.js';
import { storedCallOf } from '../codecs/call-codec.js';
import { fromJson, fromJsonOrNull } from '../codecs/json.js';
import type { Database } from '../database/database.js';
import type { CallTable, Schema } from '../database/schema.js';
import { queryByIds, selectByIds } from '../database/select-by-ids.js';
import { loadLineages } from '../executions/load-lineages.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { isUpTo } from './record-places.js';

interface ClaimedRow {
  id: number;
  job_id: number;
  parent_id: number | null;
  seed_index: number;
  repetition: number;
  branch: string;
  execution_index: number;
  delta: string | null;
  start_step: number;
  attempts: string;
  kills: number;
  last_step: string | null;
}

const CALLS = queryByIds((ids) => `select * from calls where execution_id in ${ids} order by id`);

/** Which executions to take. */
export interface ClaimedOnes {
  limit: number;
  kills: number;
  /** Seeds take turns. */
  turns: { upTo?: RecordPlace } | undefined;
}

/**
 * Takes pending executions for `owner` and loads all they need, with a fixed number of queries.
 * One transaction: an execution is never taken without being handed out.
 */
export async function claimExecutions(
  database: Database,
  jobId: number,
  owner: string,
  which: ClaimedOnes,
): Promise<ClaimedExecution[]> {
  return database.transact(async (trx) => {
    const rows = await takePending(database, trx, jobId, owner, which);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const metadata = await loadSeedMetadata(database.kind, trx, ids);
    const calls = await loadCalls(database, trx, ids);
    const written = await loadWritten(database, trx, rows);
    return rows.map((row) => ({
      id: row.id,
      job_id: row.job_id,
      seed_index: row.seed_index,
      repetition: row.repetition,
      branch: row.branch,
      execution_index: row.execution_index,
      metadata: metadata.get(row),
      start_step: row.start_step,
      written: written.get(row.id) ?? {},
      attempts: fromJson<Record<string, number>>(row.attempts),
      kills: row.kills,
      last_step: fromJsonOrNull<LastStep>(row.last_step),
      calls: calls.get(row.id) ?? [],
    }));
  });
}

async function takePending(
  { kind, clock }: Database,
  trx: Transaction<Schema>,
  jobId: number,
  owner: string,
  { limit, kills, turns }: ClaimedOnes,
): Promise<ClaimedRow[]> {
  const order =
    turns === undefined ? sql`seed_index, repetition, id` : sql`repetition, seed_index, id`;
  const { rows } = await sql<ClaimedRow>`
    update executions
    set status = 'running', owner = ${owner}, started_at = ${clock.date().toISOString()}
    where id in (
      select id from executions
      where job_id = ${jobId} and status = 'pending' and kills = ${kills}
        ${turns?.upTo === undefined ? sql`` : sql`and ${isUpTo(turns.upTo)}`}
      order by ${order}
      limit ${limit}
      ${kind === 'postgres' ? sql`for update skip locked` : sql``}
    )
    returning id, job_id, parent_id, seed_index, repetition, branch, execution_index, delta,
      start_step, attempts, kills, last_step`.execute(trx);
  return rows.sort((a, b) => {
    const bySeed = a.seed_index - b.seed_index;
    const byTurn = a.repetition - b.repetition;
    return (turns === undefined ? bySeed || byTurn : byTurn || bySeed) || a.id - b.id;
  });
}

async function loadCalls(
  { kind }: Database,
  trx: Transaction<Schema>,
  ids: readonly number[],
): Promise<Map<number, StoredCall[]>> {
  const rows = await selectByIds<Selectable<CallTable>>(kind, trx, CALLS, ids);
  const calls = new Map<number, StoredCall[]>();
  for (const row of rows) {
    if (row.execution_id === null) continue;
    const stored = storedCallOf(row);
    calls.set(row.execution_id, [...(calls.get(row.execution_id) ?? []), stored]);
  }
  return calls;
}

/** What ancestors and fan-outs wrote, for each branch. Siblings share what their parent wrote. */
async function loadWritten(
  { kind }: Database,
  trx: Transaction<Schema>,
  rows: readonly ClaimedRow[],
): Promise<Map<number, JsonObject>> {
  const branches = rows.filter((row) => row.parent_id !== null);
  if (branches.length === 0) return new Map();
  const lineages = await loadLineages(
    kind,
    trx,
    branches.flatMap(({ parent_id }) => parent_id ?? []),
  );
  return new Map(
    branches.map((row) => [
      row.id,
      { ...lineages.written(row.parent_id), ...fromJsonOrNull<JsonObject>(row.delta) },
    ]),
  );
}
