import type { Job, ResumeOptions } from '@datagenflow/contracts';
import { storedModels } from '../models/stored-models.js';
import type { Runtime } from '../runtime.js';
import { checkResume } from './check-resume.js';

/**
 * Goes on with a job in the only process that can run it: one that a process left as `running`
 * when it ended too, which for a server would be one that runs.
 * @throws NotFoundError; ConflictError when it is completed; ConfigError, ModelError for limits
 * that can't be kept
 */
export async function continueJob(
  runtime: Runtime,
  jobId: number,
  options: ResumeOptions,
): Promise<Job> {
  const { storage, vault, runner } = runtime;
  const { status } = await storage.jobs.getJob(jobId);
  if (status === 'pending' || status === 'running') {
    await checkResume({ ...runtime, source: storedModels(storage, vault) }, jobId, options);
    await storage.jobs.moveJob(jobId, [status], 'paused', { phase: null, pause_reason: 'user' });
  }
  return runner.resume(jobId, options);
}
