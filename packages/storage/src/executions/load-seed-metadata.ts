import type { JsonObject } from '@datagenflow/contracts';
import type { Kysely } from 'kysely';
import { fromJson } from '../codecs/json.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** Seed metadata, by the place of its seed. */
export interface SeedMetadata {
  get(place: { job_id: number; seed_index: number }): JsonObject;
}

/** Loads the seed metadata of executions; each seed is parsed once, and shared by its executions. */
export async function loadSeedMetadata(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<SeedMetadata> {
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
  const known = new Map(rows.map((row) => [keyOf(row), fromJson<JsonObject>(row.metadata)]));
  return { get: (place) => known.get(keyOf(place)) ?? {} };
}

function keyOf(place: { job_id: number; seed_index: number }): string {
  return `${place.job_id}/${place.seed_index}`;
}
