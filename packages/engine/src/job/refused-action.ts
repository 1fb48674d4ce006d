import { ConflictError, type JobAction, type JobStatus } from '@datagenflow/contracts';

const WANTED: Readonly<Record<JobAction, string>> = {
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  'retry-failed': 'retried',
};

/** The error of asking that of a job in this status. */
export function refusedAction(id: number, status: JobStatus, action: JobAction): ConflictError {
  return new ConflictError(`Job ${id} is ${status}: it can't be ${WANTED[action]}`, {
    code: 'job_status',
    detail: { job_id: id, status },
  });
}
