import type { Job } from '@datagenflow/contracts';
import { EXIT } from '../command/exit-code.js';
import type { JobHost } from './job-host.js';

/** Follows a job to its end, or to Ctrl-C; a second one ends the process at once. */
export async function followJob(
  host: JobHost,
  jobId: number,
  tell: (job: Job) => void,
): Promise<Job> {
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort();
    process.once('SIGINT', () => process.exit(EXIT.interrupted));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const stopped = new Promise<void>((done) => {
    interrupted.signal.addEventListener('abort', () => done(), { once: true });
  }).then(() => host.interrupt(jobId));
  const job = await Promise.race([host.follow(jobId, tell, interrupted.signal), stopped]);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  return interrupted.signal.aborted ? stopped : job;
}
