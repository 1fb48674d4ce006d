import { indexedColumns } from '../codecs/indexed-fields.js';
import { fromJson, fromJsonOrNull } from '../codecs/json.js';
import { applyEdits } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import { loadIndexedFields } from '../pipelines/load-indexed-fields.js';

const BATCH = 200;

/**
 * Fills the indexed columns of a pipeline’s records after its indexed fields changed: in short
 * transactions, oldest first, so that it may be stopped and started again.
 * @returns how many records were looked at
 */
export async function refillIndexedFields(
  database: Database,
  pipelineId: number,
  signal?: AbortSignal,
): Promise<number> {
  let done = 0;
  for (let last = 0; ;) {
    signal?.throwIfAborted();
    const ids = await refillBatch(database, pipelineId, last);
    done += ids.length;
    if (ids.length < BATCH) return done;
    last = ids.at(-1) ?? last;
  }
}

async function refillBatch(
  { kind, transact }: Database,
  pipelineId: number,
  after: number,
): Promise<number[]> {
  return transact(async (trx) => {
    const indexed = await loadIndexedFields(kind, trx, [pipelineId]);
    const rows = await trx
      .selectFrom('records')
      .select(['id', 'fields', 'edits'])
      .where('pipeline_id', '=', pipelineId)
      .where('deleted_at', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .$if(kind === 'postgres', (query) => query.forUpdate())
      .execute();
    for (const row of rows) {
      const fields = applyEdits(fromJson(row.fields), fromJsonOrNull(row.edits));
      await trx
        .updateTable('records')
        .set(indexedColumns(fields, indexed.get(pipelineId) ?? []))
        .where('id', '=', row.id)
        .execute();
    }
    return rows.map(({ id }) => id);
  });
}
