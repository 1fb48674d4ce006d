import { ConflictError, NotFoundError } from '@datagenflow/contracts';
import { sql, type Transaction } from '../database/kysely.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { transactInTurn } from '../database/transact-in-turn.js';
import { lockRecords } from './lock-records.js';

export interface UndoResult {
  /** How many records are as they were before. */
  undone: number;
  /** How many changed since, and were left as they are. */
  skipped: number;
}

/** How long an action can be undone, and deleted records are kept. */
export const UNDO_DAYS = 30;

const BATCH = 250;
const DAY_MS = 86_400_000;

/**
 * Takes an action back wherever the record has not changed since, in short transactions, noted in
 * the history of each record. One that was interrupted is gone on with by calling it again.
 * @throws NotFoundError; ConflictError `action_undone`, `action_expired`
 */
export async function undoAction(
  database: Database,
  id: number,
  actor: string,
): Promise<UndoResult> {
  const kind = await checkAction(database, id);
  const result = { undone: 0, skipped: 0 };
  for (let last = 0; ;) {
    const batch = await transactInTurn(database, (trx) =>
      undoBatch(database, trx, { id, kind, actor, after: last }),
    );
    result.undone += batch.undone;
    result.skipped += batch.seen - batch.undone;
    if (batch.seen < BATCH) break;
    last = batch.last;
  }
  const now = database.clock.date().toISOString();
  await database.transact((trx) =>
    trx.updateTable('actions').set({ undone_at: now }).where('id', '=', id).execute(),
  );
  return result;
}

async function checkAction({ reader, clock }: Database, id: number): Promise<string> {
  const action = await reader
    .selectFrom('actions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (action === undefined) throw new NotFoundError(`There is no action ${id}.`);
  if (action.undone_at !== null) {
    throw new ConflictError(`Action ${id} was undone already.`, {
      code: 'action_undone',
      detail: { undone_at: action.undone_at },
    });
  }
  const age = clock.date().getTime() - new Date(action.created_at).getTime();
  if (age > UNDO_DAYS * DAY_MS) {
    throw new ConflictError(
      `Action ${id} is older than ${UNDO_DAYS} days and can’t be undone any more.`,
      { code: 'action_expired', detail: { created_at: action.created_at } },
    );
  }
  return action.kind;
}

interface Batch {
  seen: number;
  undone: number;
  last: number;
}

async function undoBatch(
  database: Database,
  trx: Transaction<Schema>,
  { id, kind, actor, after }: { id: number; kind: string; actor: string; after: number },
): Promise<Batch> {
  const batch = trx
    .selectFrom('record_history as note')
    .where('note.action_id', '=', id)
    .where('note.kind', '<>', 'undo')
    .where('note.id', '>', after)
    .orderBy('note.id')
    .limit(BATCH);
  await lockRecords(database.kind, trx, batch.select('note.record_id').$asScalar());
  const notes = await batch
    .select(['note.id', 'note.record_id', 'note.before', 'note.after'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('record_history as later')
            .select('later.id')
            .whereRef('later.record_id', '=', 'note.record_id')
            .whereRef('later.id', '>', 'note.id'),
        )
        .as('changed'),
    )
    .execute();
  const open = notes.filter(({ changed }) => !changed);
  const now = database.clock.date().toISOString();
  await restore(database, trx, open, kind, now);
  const undoNotes = open.map((note) => ({
    record_id: note.record_id,
    action_id: id,
    actor: plainText(actor),
    kind: 'undo',
    before: note.after,
    after: note.before,
    created_at: now,
  }));
  await database.rows.insert(trx, 'record_history', undoNotes);
  return { seen: notes.length, undone: open.length, last: notes.at(-1)?.id ?? after };
}

interface OpenNote {
  record_id: number;
  before: string;
}

/** Records of one batch that go back to the same state are changed by one statement. */
async function restore(
  { kind: database }: Database,
  trx: Transaction<Schema>,
  notes: readonly OpenNote[],
  kind: string,
  now: string,
): Promise<void> {
  for (const [before, same] of Map.groupBy(notes, (note) => note.before)) {
    const ids = same.map((note) => note.record_id);
    const status = kind === 'delete' ? undefined : statusIn(before);
    await trx
      .updateTable('records')
      .set(status === undefined ? { deleted_at: null } : { status })
      .set('updated_at', sql<string>`${now}`)
      .where('id', 'in', idList(database, ids))
      .execute();
  }
}

function statusIn(before: string): string {
  return (JSON.parse(before) as { status: string }).status;
}
