import type { Kysely, Selectable } from 'kysely';
import { indexedFieldsOf } from '../codecs/pipeline-codec.js';
import type { DatabaseKind } from '../database/database.js';
import type { PipelineTable, Schema } from '../database/schema.js';
import { queryByIds, selectByIds } from '../database/select-by-ids.js';

type LayoutRow = Pick<Selectable<PipelineTable>, 'id' | 'review_layout'>;

const LAYOUTS = queryByIds((ids) => `select id, review_layout from pipelines where id in ${ids}`);

/** Names of the indexed fields of pipelines, by pipeline. */
export async function loadIndexedFields(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  pipelineIds: readonly number[],
): Promise<Map<number, readonly string[]>> {
  const rows = await selectByIds<LayoutRow>(kind, db, LAYOUTS, pipelineIds);
  return new Map(rows.map((row) => [row.id, indexedFieldsOf(row)]));
}
