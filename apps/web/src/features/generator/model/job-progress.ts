import type { Job } from '@datagenflow/contracts';

/** How the executions of a job divide, as counts and as shares of a bar. */
export interface JobProgress {
  records: number;
  filtered: number;
  failed: number;
  /** Known but not ended: in flight or waiting. */
  open: number;
  /** Of the bar, each between 0 and 1, together at most 1. */
  shares: { records: number; filtered: number; failed: number };
}

type Counts = Pick<
  Job,
  'total_seeds' | 'current_seed' | 'records_generated' | 'records_filtered' | 'records_failed'
>;

/** Divides a job. The total is never smaller than what has already ended. */
export function divideJob(job: Counts): JobProgress {
  const { records_generated: records, records_filtered: filtered, records_failed: failed } = job;
  const total = Math.max(job.total_seeds, records + filtered + failed, 1);
  return {
    records,
    filtered,
    failed,
    open: Math.max(0, job.total_seeds - job.current_seed),
    shares: { records: records / total, filtered: filtered / total, failed: failed / total },
  };
}

/** Executions ended per second of running time; null before there is anything to divide. */
export function executionsPerSecond(
  job: Pick<Job, 'current_seed' | 'running_time'>,
): number | null {
  return job.running_time > 0 && job.current_seed > 0 ? job.current_seed / job.running_time : null;
}
