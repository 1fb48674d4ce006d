import type { StoredJob } from '@datagenflow/contracts';
import type { SeedBatch } from '@datagenflow/engine';
import type { Storage } from '@datagenflow/storage';

/**
 * Reads the seeds of a job that runs over those of another one.
 * @param pageSize how many are read at a time; by default as many as an import stores well
 * @throws NotFoundError when that one was deleted meanwhile
 */
export async function* readStoredSeeds(
  { seed_source, options }: Pick<StoredJob, 'seed_source' | 'options'>,
  { jobs }: Pick<Storage, 'jobs'>,
  pageSize?: number,
): AsyncGenerator<SeedBatch> {
  const { job_id: source } = seed_source as { job_id: number };
  let left = options.limit ?? Infinity;
  for await (const page of jobs.readSeeds(source, pageSize)) {
    if (left <= 0) return;
    yield { seeds: page.slice(0, left), problems: [] };
    left -= page.length;
  }
  await jobs.getJob(source);
}
