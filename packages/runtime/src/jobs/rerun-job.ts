import { ConflictError, type Job, type RerunOptions } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { checkFirstSeeds, FIRST_SEEDS } from './check-first-seeds.js';
import { checkTarget } from './read-job-options.js';
import { readStoredSeeds } from './read-stored-seeds.js';
import { createJob } from './start-job.js';

/**
 * Runs the pipeline of a job as it is now over the seeds that the job stored. Options replace those
 * it had, limits one by one; stored calls are reused unless `reuse` is false.
 * @throws NotFoundError; ConflictError `seeds_missing` when it had not read its seeds; what starting
 * a job throws
 */
export async function rerunJob(
  runtime: Runtime,
  jobId: number,
  options: RerunOptions = {},
): Promise<Job> {
  const old = await runtime.storage.jobs.getJob(jobId);
  if (!old.seeds_imported) {
    throw new ConflictError(
      `Job ${jobId} has not read all its seeds: start it anew with the file.`,
      {
        code: 'seeds_missing',
        detail: { job_id: jobId, status: old.status },
      },
    );
  }
  const { constraints } = options;
  const combined = checkTarget({
    ...old.options,
    reuse: true,
    ...options,
    ...(constraints === undefined
      ? {}
      : { constraints: { ...old.options.constraints, ...constraints } }),
  });
  return createJob(runtime, old.pipeline_id, combined, {
    random_seed: options.random_seed ?? old.random_seed,
    seed_source: { job_id: jobId },
    check: (compiled) => {
      const stored = { seed_source: { job_id: jobId }, options: combined };
      const seeds = readStoredSeeds(stored, runtime.storage, FIRST_SEEDS);
      return checkFirstSeeds(seeds, combined, compiled);
    },
  });
}
