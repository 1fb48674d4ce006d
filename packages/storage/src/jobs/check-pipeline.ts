import { NotFoundError } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import type { DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/**
 * Makes sure that a job may begin with a pipeline: one that is deleted has rows for a while.
 * @throws NotFoundError `reference_missing`
 */
export async function checkPipeline(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  id: number,
): Promise<void> {
  const pipeline = await trx
    .selectFrom('pipelines')
    .select('deleted_at')
    .where('id', '=', id)
    .$if(kind === 'postgres', (query) => query.forShare())
    .executeTakeFirst();
  if (pipeline?.deleted_at === null) return;
  throw new NotFoundError(`There is no pipeline ${id}.`, { code: 'reference_missing' });
}
