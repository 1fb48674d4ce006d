import type { ImportOptions, IndexedSeed, JobPatch } from '@datagenflow/contracts';

/** Executions made in one transaction: more would hold the database for too long. */
const BATCH = 1_000;

/** Repetitions of one seed that are stored together. */
export interface Portion {
  seed: IndexedSeed;
  first: number;
  count: number;
}

/** What is stored of seeds in one transaction. */
export interface SeedBatch {
  portions: readonly Portion[];
  /** What the job becomes along with it. */
  done?: JobPatch;
}

/** Seeds in batches of so many executions that others need not wait long. There is always a last one. */
export function* seedBatches(
  seeds: readonly IndexedSeed[],
  { most = Infinity, done }: ImportOptions,
): Generator<SeedBatch> {
  let portions: Portion[] = [];
  let room = BATCH;
  for (const seed of seeds) {
    const wanted = Math.min(seed.repetitions, most);
    for (let first = 0; first === 0 || first < wanted;) {
      if (room <= 0) {
        yield { portions };
        portions = [];
        room = BATCH;
      }
      const count = Math.min(room, wanted - first);
      portions.push({ seed, first, count });
      first += Math.max(count, 1);
      room -= Math.max(count, 1);
    }
  }
  yield { portions, ...(done !== undefined && { done }) };
}
