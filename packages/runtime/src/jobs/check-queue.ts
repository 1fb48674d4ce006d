import type { Runtime } from '../runtime.js';

/** Most jobs that wait or run at a time. Making, resuming or retrying one keeps to it. */
export const MOST_JOBS = 1_000;

/**
 * Tells beforehand whether 1,000 jobs are waiting or running, before much is done in vain.
 * @throws TooManyJobsError
 */
export async function checkQueue({ storage }: Pick<Runtime, 'storage'>): Promise<void> {
  await storage.jobs.checkOpenJobs(MOST_JOBS);
}
