import type { Expression, Transaction } from 'kysely';
import type { DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/**
 * Keeps other sessions from changing records until the transaction ends, so that what it reads of
 * them stays true. SQLite has one writer at a time anyway.
 * @param ids a list or a query of ids
 */
export async function lockRecords(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  ids: Expression<number>,
): Promise<void> {
  if (kind === 'sqlite') return;
  await trx
    .selectFrom('records')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
}
