import type { Job } from '@datagenflow/contracts';
import { onInterrupt } from '../program/on-interrupt.js';
import type { JobHost } from './job-host.js';

/** Follows a job to its end, or to Ctrl-C; a second one ends the process at once. */
export async function followJob(
  host: JobHost,
  jobId: number,
  tell: (job: Job) => void,
): Promise<Job> {
  const interrupted = new AbortController();
  using _ = onInterrupt(() => interrupted.abort());
  const stopped = new Promise<void>((done) => {
    interrupted.signal.addEventListener('abort', () => done(), { once: true });
  }).then(() => host.interrupt(jobId));
  try {
    const job = await Promise.race([host.follow(jobId, tell, interrupted.signal), stopped]);
    return interrupted.signal.aborted ? await stopped : job;
  } catch (error) {
    if (interrupted.signal.aborted) return await stopped;
    throw error;
  }
}
