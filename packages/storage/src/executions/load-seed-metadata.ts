import type { JsonObject } from '@datagenflow/contracts';
import type { Kysely, Selectable } from 'kysely';
import { fromJson } from '../codecs/json.js';
import type { DatabaseKind } from '../database/database.js';
import type { Schema, SeedTable } from '../database/schema.js';
import { queryByIds, selectByIds } from '../database/select-by-ids.js';

type SeedRow = Pick<Selectable<SeedTable>, 'job_id' | 'seed_index' | 'metadata'>;

const SEEDS = queryByIds(
  (ids) => `
    select job_id, seed_index, metadata from seeds where (job_id, seed_index) in
      (select executions.job_id, executions.seed_index from executions where id in ${ids})`,
);

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
  const rows = await selectByIds<SeedRow>(kind, db, SEEDS, executionIds);
  const known = new Map(rows.map((row) => [keyOf(row), fromJson<JsonObject>(row.metadata)]));
  return { get: (place) => known.get(keyOf(place)) ?? {} };
}

function keyOf(place: { job_id: number; seed_index: number }): string {
  return `${place.job_id}/${place.seed_index}`;
}
