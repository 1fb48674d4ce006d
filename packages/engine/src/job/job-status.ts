import { ConflictError, type JobStatus } from '@datagenflow/contracts';

const NEXT: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ['running', 'cancelled', 'failed'],
  running: ['paused', 'completed', 'failed', 'cancelled', 'stopped'],
  paused: ['running', 'cancelled', 'failed'],
  cancelled: ['running'],
  stopped: ['running'],
  failed: ['running'],
  completed: ['running'],
};

/** The statuses from which a job may become `to`. */
export function statusesBefore(to: JobStatus): JobStatus[] {
  return JOB_STATUSES.filter((from) => NEXT[from].includes(to));
}

/** Every status. */
export const JOB_STATUSES = Object.keys(NEXT) as JobStatus[];

/** Whether a job in this status is over, until someone starts it again. */
export function isEnded(status: JobStatus): boolean {
  return !['pending', 'running', 'paused'].includes(status);
}

/** The error of a change that the table does not hold. */
export function refusedMove(id: number, status: JobStatus, wanted: string): ConflictError {
  return new ConflictError(`Job ${id} is ${status}: it can't be ${wanted}`, {
    code: 'job_status',
    detail: { job_id: id, status },
  });
}
