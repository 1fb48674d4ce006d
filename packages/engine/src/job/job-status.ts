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

/** Every status. */
export const JOB_STATUSES = Object.keys(NEXT) as JobStatus[];

/** What a user can ask of a job. */
export type JobAction = 'cancel' | 'pause' | 'resume' | 'retry-failed';

const ACTIONS: Readonly<Record<JobAction, { from: readonly JobStatus[]; wanted: string }>> = {
  cancel: { from: statusesBefore('cancelled'), wanted: 'cancelled' },
  pause: { from: statusesBefore('paused'), wanted: 'paused' },
  resume: { from: ['paused', 'cancelled', 'stopped', 'failed'], wanted: 'resumed' },
  'retry-failed': { from: ['completed', 'failed'], wanted: 'retried' },
};

/** The statuses from which a job may become `to`. */
export function statusesBefore(to: JobStatus): JobStatus[] {
  return JOB_STATUSES.filter((from) => NEXT[from].includes(to));
}

/** The statuses in which a user can ask that of a job. */
export function statusesFor(action: JobAction): readonly JobStatus[] {
  return ACTIONS[action].from;
}

/** Whether a job in this status is over, until someone starts it again. */
export function isEnded(status: JobStatus): boolean {
  return !['pending', 'running', 'paused'].includes(status);
}

/** The error of asking that of a job in this status. */
export function refusedAction(id: number, status: JobStatus, action: JobAction): ConflictError {
  return new ConflictError(`Job ${id} is ${status}: it can't be ${ACTIONS[action].wanted}`, {
    code: 'job_status',
    detail: { job_id: id, status },
  });
}
