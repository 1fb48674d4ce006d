import type { Job } from '@datagenflow/contracts';
import { followJob } from '../job-host/follow-job.js';
import type { JobHost } from '../job-host/job-host.js';
import { ProgressLine } from '../output/progress-line.js';

/** Follows a job as `followJob` does, with a line of progress that is gone when it ends. */
export async function followShown(host: JobHost, jobId: number, isShown: boolean): Promise<Job> {
  using progress = new ProgressLine(isShown);
  return await followJob(host, jobId, progress.tell);
}
