import { sql, type Transaction } from 'kysely';
import { toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/**
 * Hides records as one action, noted in the history of each, so that it can be undone.
 * @param ids which ones; null: all
 * @returns how many were not deleted before
 */
export async function deleteRecords(
  { kind, clock }: Database,
  trx: Transaction<Schema>,
  ids: readonly number[] | null,
  actor: string,
): Promise<number> {
  const now = clock.date().toISOString();
  const action = await trx
    .insertInto('actions')
    .values({
      actor: plainText(actor),
      kind: 'delete',
      scope: toJson(ids === null ? { all: true } : { ids }),
      count: 0,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const time = kind === 'postgres' ? sql`cast(${now} as timestamptz)` : sql`${now}`;
  const meant = ids === null ? sql`` : sql`and id in ${idList(kind, ids)}`;
  await sql`
    insert into record_history (record_id, action_id, actor, kind, "before", "after", created_at)
    select id, ${action.id}, ${plainText(actor)}, 'delete', ${toJson({ deleted: false })},
      ${toJson({ deleted: true })}, ${time}
    from records where deleted_at is null ${meant} order by id`.execute(trx);
  const { numUpdatedRows } = await trx
    .updateTable('records')
    .set({ deleted_at: now, updated_at: now })
    .where('deleted_at', 'is', null)
    .$if(ids !== null, (query) => query.where('id', 'in', idList(kind, ids ?? [])))
    .executeTakeFirst();
  const count = Number(numUpdatedRows);
  await trx.updateTable('actions').set({ count }).where('id', '=', action.id).execute();
  return count;
}
