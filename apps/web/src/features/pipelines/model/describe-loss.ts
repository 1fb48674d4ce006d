import type { Job } from '@datagenflow/contracts';

/** What goes when a pipeline is deleted: `3 jobs and 120 records`. */
export function describeLoss(jobs: readonly Pick<Job, 'records_generated'>[]): string {
  const records = jobs.reduce((sum, job) => sum + job.records_generated, 0);
  if (jobs.length === 0) return 'no jobs and no records';
  return `${plural(jobs.length, 'job')} and ${plural(records, 'record')}`;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
