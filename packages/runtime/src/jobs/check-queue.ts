import type { Runtime } from '../runtime.js';

/** Most jobs that wait or run at a time. */
export const MOST_JOBS = 1_000;

/**
 * Lets a job be started unless 1,000 are waiting or running.
 * @throws DataGenFlowError `too_many_jobs` (429)
 */
export async function checkQueue({ storage }: Pick<Runtime, 'storage'>): Promise<void> {
  await storage.jobs.checkOpenJobs(MOST_JOBS);
}
