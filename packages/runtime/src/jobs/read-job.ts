import type { Job } from '@datagenflow/contracts';
import { jobOf } from '@datagenflow/engine';
import type { Runtime } from '../runtime.js';

/** A job as it is shown: without its snapshots. @throws NotFoundError */
export async function readJob({ storage }: Pick<Runtime, 'storage'>, id: number): Promise<Job> {
  return jobOf(await storage.jobs.getJob(id));
}
