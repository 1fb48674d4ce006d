import { Job, type StoredJob } from '@datagenflow/contracts';

/** A stored job as it is shown: without what it runs. */
export function jobOf(stored: StoredJob): Job {
  const job: Partial<Record<string, unknown>> = {};
  for (const key of Object.keys(Job.properties) as (keyof Job)[]) job[key] = stored[key];
  return job as Job;
}
