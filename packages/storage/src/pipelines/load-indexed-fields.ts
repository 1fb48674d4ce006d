import type { Kysely } from 'kysely';
import { indexedFieldsOf } from '../codecs/pipeline-codec.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** Names of the indexed fields of pipelines, by pipeline. */
export async function loadIndexedFields(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  pipelineIds: readonly number[],
): Promise<Map<number, readonly string[]>> {
  const rows = await db
    .selectFrom('pipelines')
    .select(['id', 'review_layout'])
    .where('id', 'in', idList(kind, [...new Set(pipelineIds)]))
    .execute();
  return new Map(rows.map((row) => [row.id, indexedFieldsOf(row)]));
}
