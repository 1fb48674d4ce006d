import type { Job } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/** A job as it is shown: without its snapshots. @throws NotFoundError */
export async function readJob({ storage }: Runtime, id: number): Promise<Job> {
  const { definition, block_hashes, model_snapshot, seed_source, seeds_imported, ...job } =
    await storage.jobs.getJob(id);
  return job;
}
