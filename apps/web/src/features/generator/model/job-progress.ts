import type { Job } from '@datagenflow/contracts';

/** What a job runs at once when its options say nothing. */
export const defaultConcurrency = 32;

/** How the executions of a job divide, as counts and as shares of a bar. */
export interface JobProgress {
  records: number;
  filtered: number;
  failed: number;
  /** At work now, at most: as many as the job runs at once. None unless it is running. */
  inFlight: number;
  /** Known but not begun. */
  waiting: number;
  /** Of the bar, each between 0 and 1, together at most 1. */
  shares: { records: number; filtered: number; failed: number };
}

type Counts = Pick<
  Job,
  | 'total_seeds'
  | 'current_seed'
  | 'records_generated'
  | 'records_filtered'
  | 'records_failed'
  | 'status'
  | 'options'
>;

/** Divides a job. The total is never smaller than what has already ended. */
export function divideJob(job: Counts): JobProgress {
  const { records_generated: records, records_filtered: filtered, records_failed: failed } = job;
  const open = Math.max(0, job.total_seeds - job.current_seed);
  const isRunning = job.status === 'running';
  const inFlight = isRunning ? Math.min(open, job.options.concurrency ?? defaultConcurrency) : 0;
  const total = Math.max(job.total_seeds, records + filtered + failed, 1);
  return {
    records,
    filtered,
    failed,
    inFlight,
    waiting: open - inFlight,
    shares: { records: records / total, filtered: filtered / total, failed: failed / total },
  };
}

/** Executions ended per second of running time; null before there is anything to divide. */
export function executionsPerSecond(
  job: Pick<Job, 'current_seed' | 'running_time'>,
): number | null {
  return job.running_time > 0 && job.current_seed > 0 ? job.current_seed / job.running_time : null;
}

/** Seconds until a running job will have ended, at the rate so far; null when that is not known. */
export function secondsLeft(
  job: Pick<Job, 'status' | 'total_seeds' | 'current_seed' | 'running_time'>,
): number | null {
  const rate = executionsPerSecond(job);
  if (job.status !== 'running' || rate === null) return null;
  return Math.max(0, job.total_seeds - job.current_seed) / rate;
}
