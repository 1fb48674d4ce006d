import type { JobWrite } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import { toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import { lastStepText } from '../codecs/trace-codec.js';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';
import { lockJobs, type JobCounters } from './job-counters.js';
import { storeCalls } from './store-calls.js';
import { encodeOutcome, storeOutcomes } from './store-outcomes.js';

type WriteOf<K extends JobWrite['kind']> = Extract<JobWrite, { kind: K }>;

/** What one commit works with. */
export interface Commit {
  database: Database;
  trx: Transaction<Schema>;
  owner: string;
  /** Time of the commit. */
  now: string;
  jobs: JobCounters;
}

/**
 * Stores all writes, and what they add to their jobs, in one transaction.
 * @param now time of the commit
 * @returns ids of executions whose outcome was refused, because `owner` does not hold them
 */
export async function commitWrites(
  database: Database,
  owner: string,
  writes: readonly JobWrite[],
  now: string,
): Promise<{ refused: number[] }> {
  if (writes.length === 0) return { refused: [] };
  const outcomes = writes
    .filter(isKind('outcome'))
    .map(({ outcome }) => encodeOutcome(outcome, { owner, now }));
  return database.transact(async (trx) => {
    const jobs = await lockJobs(database, trx, writes.flatMap(jobIdOf));
    const commit: Commit = { database, trx, owner, now, jobs };
    await storeCalls(commit, writes.filter(isKind('call')));
    await rejectCalls(commit, writes.filter(isKind('call_rejected')));
    await storeMemos(commit, writes.filter(isKind('memo')));
    await storeLastSteps(commit, writes.filter(isKind('last_step')));
    const refused = await storeOutcomes(commit, outcomes);
    await jobs.save(trx);
    return { refused };
  });
}

function jobIdOf(write: JobWrite): number[] {
  switch (write.kind) {
    case 'outcome':
      return [write.outcome.job_id];
    case 'call':
    case 'memo':
      return [write.job_id];
    case 'call_rejected':
    case 'last_step':
      return [];
  }
}

function isKind<K extends JobWrite['kind']>(kind: K): (write: JobWrite) => write is WriteOf<K> {
  return (write): write is WriteOf<K> => write.kind === kind;
}

/** With a copy goes what it was copied from, or, when that is gone, what else is left of it. */
async function rejectCalls(
  { trx }: Commit,
  writes: readonly WriteOf<'call_rejected'>[],
): Promise<void> {
  for (const { job_id, key, reason } of writes) {
    const rejected = plainText(reason);
    const call = await trx
      .updateTable('calls')
      .set({ rejected })
      .where(({ eb, and }) =>
        key.execution_id === null
          ? and([eb('job_id', '=', job_id), eb('is_job_wide', '=', 1)])
          : eb('execution_id', '=', key.execution_id),
      )
      .where('step_id', '=', key.step_id)
      .where('attempt', '=', key.attempt)
      .where('request_hash', '=', key.request_hash)
      .where('n', '=', key.n)
      .returning('served_from')
      .executeTakeFirst();
    const bought = call?.served_from ?? null;
    if (bought === null) continue;
    const all = trx.updateTable('calls').set({ rejected });
    const { numUpdatedRows: found } = await all.where('id', '=', bought).executeTakeFirst();
    if (found > 0n) continue;
    await all
      .where('request_hash', '=', key.request_hash)
      .where('served_from', '=', bought)
      .execute();
  }
}

/** The first value of a key stays; those of a deleted job are dropped. */
async function storeMemos(commit: Commit, writes: readonly WriteOf<'memo'>[]): Promise<void> {
  const rows = writes
    .filter(({ job_id }) => commit.jobs.find(job_id) !== undefined)
    .map(({ job_id, key, value }) => ({ job_id, key: plainText(key), value: toJson(value) }));
  await commit.database.rows.insert(commit.trx, 'memos', rows, 'on conflict do nothing');
}

/** Before outcomes are stored, so that one that ends in the same commit leaves none behind. */
async function storeLastSteps(
  { trx, owner }: Commit,
  writes: readonly WriteOf<'last_step'>[],
): Promise<void> {
  for (const { execution_id, last_step } of writes) {
    await trx
      .updateTable('executions')
      .set({ last_step: lastStepText(last_step) })
      .where('id', '=', execution_id)
      .where('status', '=', 'running')
      .where('owner', '=', owner)
      .execute();
  }
}
