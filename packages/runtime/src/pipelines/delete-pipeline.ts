import type { Removed } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/**
 * Deletes a pipeline with its jobs and all that belongs to them. Nobody sees any of it any more;
 * the rows go in the background.
 * @throws NotFoundError; ConflictError `job_active`
 */
export async function deletePipeline(
  { storage, runner }: Pick<Runtime, 'storage' | 'runner'>,
  id: number,
): Promise<Removed> {
  const removed = await storage.pipelines.delete(id);
  runner.removeDeleted();
  return removed;
}
