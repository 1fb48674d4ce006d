import type { IndexedSeed } from '@datagenflow/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { SeedTable } from '../database/schema.js';
import { hashJson } from './hash-json.js';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.js';

/** The row of a seed. */
export function seedRow(jobId: number, seed: IndexedSeed): Insertable<SeedTable> {
  return {
    job_id: jobId,
    seed_index: seed.seed_index,
    repetitions: seed.repetitions,
    metadata: toJson(seed.metadata),
    extra: toJsonOrNull(seed.extra),
    seed_hash: hashJson(seed.metadata),
  };
}

/** A row as a seed. */
export function seedOf(row: Selectable<SeedTable>): IndexedSeed {
  const extra = fromJsonOrNull<NonNullable<IndexedSeed['extra']>>(row.extra);
  return {
    seed_index: row.seed_index,
    repetitions: row.repetitions,
    metadata: fromJson(row.metadata),
    ...(extra ? { extra } : {}),
  };
}
