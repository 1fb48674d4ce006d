import { setImmediate } from 'node:timers/promises';
import { sql } from '../database/kysely.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';

/** Which calls of deleted jobs are kept: those that both allow. */
export interface CallLimits {
  /** Older ones are not. */
  before?: Date;
  /** The newest that take so many bytes are: of what was asked and answered. */
  maxBytes?: number;
}

const BATCH = 500;
const PAGE = 5_000;

/**
 * Removes calls whose jobs are gone, oldest first. What a trace refers to belongs to a job, and
 * stays.
 * @returns how many
 */
export async function pruneCalls(
  database: Database,
  { before, maxBytes }: CallLimits,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  if (before !== undefined) {
    const time = before.toISOString();
    removed += await removeAll(database, sql<boolean>`created_at < ${time}`, signal);
  }
  if (maxBytes !== undefined) {
    const newest = await findNewestOver(database, maxBytes, signal);
    if (newest !== undefined) {
      removed += await removeAll(database, sql<boolean>`id <= ${newest}`, signal);
    }
  }
  return removed;
}

async function removeAll(
  { kind, transact }: Database,
  which: ReturnType<typeof sql<boolean>>,
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let removed = 0; ; await setImmediate()) {
    signal?.throwIfAborted();
    const count = await transact(async (trx) => {
      const rows = await trx
        .selectFrom('calls')
        .select('id')
        .where('job_id', 'is', null)
        .where('execution_id', 'is', null)
        .where(which)
        .orderBy('id')
        .limit(BATCH)
        .execute();
      const ids = rows.map(({ id }) => id);
      await trx.deleteFrom('calls').where('id', 'in', idList(kind, ids)).execute();
      return ids.length;
    });
    removed += count;
    if (count < BATCH) return removed;
  }
}

/** The newest call that does not fit into so many bytes with all that are newer. */
async function findNewestOver(
  { reader }: Database,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  let bytes = 0;
  let last = Number.MAX_SAFE_INTEGER;
  for (;;) {
    signal?.throwIfAborted();
    const page = await reader
      .selectFrom('calls')
      .select(['id', sql<number>`octet_length(request) + octet_length(response)`.as('bytes')])
      .where('job_id', 'is', null)
      .where('execution_id', 'is', null)
      .where('id', '<', last)
      .orderBy('id', 'desc')
      .limit(PAGE)
      .execute();
    for (const call of page) {
      bytes += call.bytes;
      last = call.id;
      if (bytes > maxBytes) return call.id;
    }
    if (page.length < PAGE) return undefined;
    await setImmediate();
  }
}
