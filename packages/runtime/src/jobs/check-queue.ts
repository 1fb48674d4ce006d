import { DataGenFlowError } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

const MOST_JOBS = 1_000;
const RETRY_AFTER_S = 10;

/**
 * Lets a job be started unless 1,000 are waiting or running.
 * @throws DataGenFlowError `too_many_jobs` (429)
 */
export async function checkQueue({ storage }: Pick<Runtime, 'storage'>): Promise<void> {
  const count = async (status: 'pending' | 'running') =>
    (await storage.jobs.list({ status, limit: 1 })).total;
  const jobs = (await count('pending')) + (await count('running'));
  if (jobs < MOST_JOBS) return;
  throw new DataGenFlowError(
    'too_many_jobs',
    `${jobs} jobs are waiting or running, and ${MOST_JOBS} may. Wait for some to end, or cancel some.`,
    { status: 429, detail: { limit: MOST_JOBS, jobs, retry_after: RETRY_AFTER_S } },
  );
}
