import { indexedColumns } from '../codecs/indexed-fields.js';
import { fromJson, fromJsonOrNull, toJson } from '../codecs/json.js';
import { applyEdits } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import { transactInTurn } from '../database/transact-in-turn.js';
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
  const names = await readNames(database, pipelineId);
  let done = 0;
  for (let last = 0; ;) {
    signal?.throwIfAborted();
    const ids = await refillBatch(database, pipelineId, last);
    done += ids.length;
    if (ids.length < BATCH) break;
    last = ids.at(-1) ?? last;
  }
  await noteFilled(database, pipelineId, names);
  return done;
}

async function readNames({ kind, reader }: Database, pipelineId: number): Promise<string> {
  const indexed = await loadIndexedFields(kind, reader, [pipelineId]);
  return toJson(indexed.get(pipelineId) ?? []);
}

/** Unless they changed again meanwhile: then some records hold these, some others. */
async function noteFilled(database: Database, pipelineId: number, names: string): Promise<void> {
  await database.transact(async (trx) => {
    const indexed = await loadIndexedFields(database.kind, trx, [pipelineId]);
    if (toJson(indexed.get(pipelineId) ?? []) !== names) return;
    await trx
      .updateTable('pipelines')
      .set({ filled_fields: names })
      .where('id', '=', pipelineId)
      .execute();
  });
}

async function refillBatch(
  database: Database,
  pipelineId: number,
  after: number,
): Promise<number[]> {
  const { kind } = database;
  return transactInTurn(database, async (trx) => {
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
