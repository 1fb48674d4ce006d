import type { JsonObject } from '@datagenflow/contracts';
import type { Kysely } from 'kysely';
import { fromJson } from '../codecs/json.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** Something of seeds, by place. */
export interface BySeed<T> {
  get(place: { job_id: number; seed_index: number }): T;
}

/** Loads the seed metadata of executions; each seed is parsed once, and shared by its executions. */
export async function loadSeedMetadata(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<BySeed<JsonObject>> {
  const texts = await loadTexts(kind, db, executionIds);
  const known = new Map([...texts].map(([key, text]) => [key, fromJson<JsonObject>(text)]));
  return { get: (place) => known.get(keyOf(place)) ?? {} };
}

/** The same as JSON text. */
export async function loadSeedMetadataTexts(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<BySeed<string>> {
  const texts = await loadTexts(kind, db, executionIds);
  return { get: (place) => texts.get(keyOf(place)) ?? '{}' };
}

async function loadTexts(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('seeds')
    .select(['job_id', 'seed_index', 'metadata'])
    .where((eb) =>
      eb(
        eb.refTuple('job_id', 'seed_index'),
        'in',
        eb
          .selectFrom('executions')
          .where('id', 'in', idList(kind, executionIds))
          .select(['executions.job_id', 'executions.seed_index'])
          .$asTuple('job_id', 'seed_index'),
      ),
    )
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row.metadata]));
}

function keyOf(place: { job_id: number; seed_index: number }): string {
  return `${place.job_id}/${place.seed_index}`;
}
