import type { Kysely } from 'kysely';
import { indexedFieldsOf } from '../codecs/pipeline-codec.js';
import { fromJson } from '../codecs/json.js';
import type { Schema } from '../database/schema.js';

/** The indexed field that each column holds for all records of a pipeline; null: not yet. */
export async function loadFilledFields(
  db: Kysely<Schema>,
  pipelineId: number,
): Promise<readonly (string | null)[]> {
  const row = await db
    .selectFrom('pipelines')
    .select(['review_layout', 'filled_fields'])
    .where('id', '=', pipelineId)
    .executeTakeFirst();
  if (row === undefined) return [];
  const filled = fromJson<string[]>(row.filled_fields);
  return indexedFieldsOf(row).map((name, i) => (filled[i] === name ? name : null));
}
