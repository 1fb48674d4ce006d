import type { Removed } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/**
 * Deletes a job with everything but its calls. Nobody sees it any more; its rows go in the
 * background.
 * @throws NotFoundError; ConflictError `job_active`
 */
export async function deleteJob(
  { storage, runner }: Pick<Runtime, 'storage' | 'runner'>,
  id: number,
): Promise<Removed> {
  const removed = await storage.jobs.deleteJob(id);
  runner.removeDeleted();
  return removed;
}
