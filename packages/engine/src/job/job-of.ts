import type { Job, StoredJob } from '@datagenflow/contracts';

/** A stored job as it is shown: without what it runs. */
export function jobOf(stored: StoredJob): Job {
  const { definition, block_hashes, model_snapshot, seed_source, seeds_imported, ...job } = stored;
  return job;
}
