import type { BulkAction, RecordStatus } from '@datagenflow/contracts';
import { sql, type Transaction } from '../database/kysely.js';
import { toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { transactInTurn } from '../database/transact-in-turn.js';
import { lockRecords } from './lock-records.js';
import type { RecordFilter } from './record-filter.js';
import type { RecordFinder } from './record-finder.js';

/** Which records, by id or by filter; `{}` means all. */
export type BulkScope = { ids: readonly number[] } | { filter: RecordFilter };

export interface BulkChange {
  action: BulkAction;
  scope: BulkScope;
}

export interface BulkResult {
  /** To be undone by; null when nothing was changed. */
  action_id: number | null;
  /** How many records changed; those that were so already don’t count. */
  count: number;
}

/** Records of one transaction: few, because other writers wait meanwhile. */
const BATCH = 250;

/**
 * Decides on records or hides them, in short transactions, oldest first. All of it is one action,
 * noted in the history of each record. Records that are made meanwhile are not meant.
 */
export async function bulkChange(
  database: Database,
  finder: RecordFinder,
  { action, scope }: BulkChange,
  actor: string,
): Promise<BulkResult> {
  let note: ActionNote | undefined;
  let count = 0;
  for await (const ids of batchesOf(database, finder, scope)) {
    const done = await transactInTurn(database, async (trx) => {
      const batch = { action, ids, actor, now: database.clock.date().toISOString() };
      note ??= await insertAction(trx, batch, scope);
      return changeBatch(database, trx, batch, note);
    });
    count += done;
  }
  if (count > 0 || note === undefined) return { action_id: note?.id ?? null, count };
  await database.transact((trx) =>
    trx
      .deleteFrom('actions')
      .where('id', '=', note?.id ?? 0)
      .execute(),
  );
  return { action_id: null, count };
}

interface ActionNote {
  id: number;
}

interface Batch {
  action: BulkAction;
  ids: readonly number[];
  actor: string;
  now: string;
}

const STATUS: Record<Exclude<BulkAction, 'delete'>, RecordStatus> = {
  accept: 'accepted',
  reject: 'rejected',
  reset: 'pending',
};

async function* batchesOf(
  { reader }: Database,
  finder: RecordFinder,
  scope: BulkScope,
): AsyncGenerator<readonly number[]> {
  if ('ids' in scope) {
    const ids = [...new Set(scope.ids)].sort((a, b) => a - b);
    for (let i = 0; i < ids.length; i += BATCH) yield ids.slice(i, i + BATCH);
    return;
  }
  const newest = await reader
    .selectFrom('records')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  let after: string | undefined;
  do {
    const found = await finder.find({
      ...scope.filter,
      sort: 'id',
      limit: BATCH,
      total: false,
      ...(after === undefined ? {} : { cursor: after }),
    });
    const ids = found.ids.filter((id) => id <= (newest?.id ?? 0));
    if (ids.length > 0) yield ids;
    if (ids.length < found.ids.length) return;
    after = found.next_cursor ?? undefined;
  } while (after !== undefined);
}

async function insertAction(
  trx: Transaction<Schema>,
  { action, actor, now }: Batch,
  scope: BulkScope,
): Promise<ActionNote> {
  return trx
    .insertInto('actions')
    .values({
      actor: plainText(actor),
      kind: action,
      scope: toJson(scope),
      count: 0,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
}

async function changeBatch(
  { kind }: Database,
  trx: Transaction<Schema>,
  { action, ids, actor, now }: Batch,
  note: ActionNote,
): Promise<number> {
  const time = kind === 'postgres' ? sql`cast(${now} as timestamptz)` : sql`${now}`;
  await lockRecords(kind, trx, idList(kind, ids));
  const change = action === 'delete' ? DELETION : decision(STATUS[action]);
  await sql`
    insert into record_history (record_id, action_id, actor, kind, "before", "after", created_at)
    select id, ${note.id}, ${plainText(actor)}, ${change.kind}, ${change.before},
      ${change.after}, ${time}
    from records
    where id in ${idList(kind, ids)} and deleted_at is null and ${change.isNew}
    order by id`.execute(trx);
  const { numUpdatedRows } = await trx
    .updateTable('records')
    .set({ ...change.columns(now), updated_at: now })
    .where('id', 'in', idList(kind, ids))
    .where('deleted_at', 'is', null)
    .where(change.isNew)
    .executeTakeFirst();
  const count = Number(numUpdatedRows);
  await trx
    .updateTable('actions')
    .set((eb) => ({ count: eb('count', '+', count) }))
    .where('id', '=', note.id)
    .execute();
  return count;
}

const DELETION = {
  kind: 'delete',
  before: sql`${toJson({ deleted: false })}`,
  after: sql`${toJson({ deleted: true })}`,
  isNew: sql<boolean>`deleted_at is null`,
  columns: (now: string) => ({ deleted_at: now }),
};

function decision(status: RecordStatus) {
  return {
    kind: 'status',
    before: sql`'{"status":"' || status || '"}'`,
    after: sql`${toJson({ status })}`,
    isNew: sql<boolean>`status <> ${status}`,
    columns: () => ({ status }),
  };
}
