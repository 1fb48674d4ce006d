import { isEnded, type Job, type JobStatus } from '@datagenflow/contracts';
import type { Tone } from '../../../ui/tone.js';

/** The word for a job's status, with why it is paused. */
export function describeStatus({ status, pause_reason }: Pick<Job, 'status' | 'pause_reason'>): {
  label: string;
  tone: Tone;
} {
  const { label, tone } = statuses[status];
  const reason = status === 'paused' && pause_reason ? pauseReasons[pause_reason] : undefined;
  return { label: reason === undefined ? label : `${label}: ${reason}`, tone };
}

/** True while it can still change by itself. */
export function isLive({ status }: Pick<Job, 'status'>): boolean {
  return !isEnded(status);
}

const statuses: Record<JobStatus, { label: string; tone: Tone }> = {
  pending: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Running', tone: 'accent' },
  paused: { label: 'Paused', tone: 'warn' },
  completed: { label: 'Completed', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  stopped: { label: 'Stopped', tone: 'warn' },
};

const pauseReasons: Record<NonNullable<Job['pause_reason']>, string> = {
  user: 'by you',
  disk_full: 'the disk is full',
  provider_down: 'the provider does not answer',
  credentials: 'the key was refused',
};
