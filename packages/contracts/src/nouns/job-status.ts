import type { JobStatus } from './job.js';

/** What a user can ask of a job. */
export type JobAction = 'cancel' | 'pause' | 'resume' | 'retry-failed';

/** The statuses of a job that is not over. */
export const LIVE_STATUSES: readonly JobStatus[] = ['pending', 'running', 'paused'];

const ACTIONS: Readonly<Record<JobAction, readonly JobStatus[]>> = {
  cancel: LIVE_STATUSES,
  pause: ['running'],
  resume: ['paused', 'cancelled', 'stopped', 'failed'],
  'retry-failed': ['completed', 'failed'],
};

/** Whether a job in this status is over, until someone starts it again. */
export function isEnded(status: JobStatus): boolean {
  return !LIVE_STATUSES.includes(status);
}

/** The statuses in which a user can ask that of a job. */
export function statusesFor(action: JobAction): readonly JobStatus[] {
  return ACTIONS[action];
}
