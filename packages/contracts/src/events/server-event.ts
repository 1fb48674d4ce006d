import { Type } from '../typebox.js';
import type { ExecutionStatus } from '../nouns/execution.js';
import { Job } from '../nouns/job.js';
import { Id } from '../nouns/scalars.js';
import { ExtensionFailed, ExtensionInstall, ExtensionReloaded } from './extension-event.js';

/** A job began to run, or went on. */
export const JobStarted = Type.Object({
  type: Type.Literal('job:started'),
  job_id: Id,
  pipeline_id: Id,
});
export type JobStarted = Type.Static<typeof JobStarted>;

/** A job as it is now, at most ten times a second. Pausing is told so, too. */
export const JobProgress = Type.Object({ type: Type.Literal('job:progress'), job: Job });
export type JobProgress = Type.Static<typeof JobProgress>;

/** Executions of a job that ended since the event before, counted by how they ended. */
export const ExecutionsFinished = Type.Object({
  type: Type.Literal('execution:finished'),
  job_id: Id,
  counts: Type.Unsafe<Partial<Record<ExecutionStatus, number>>>({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 1 },
    description: 'By status, such as {"generated": 12, "failed": 1}',
  }),
});
export type ExecutionsFinished = Type.Static<typeof ExecutionsFinished>;

/** A job ended, however; the last event of it unless it is started again. */
export const JobFinished = Type.Object({ type: Type.Literal('job:finished'), job: Job });
export type JobFinished = Type.Static<typeof JobFinished>;

/** Something may have been missed: read again what you show. */
export const Resync = Type.Object({ type: Type.Literal('resync') });
export type Resync = Type.Static<typeof Resync>;

/**
 * The data of one server-sent event. Hints: the database is the truth. More types will come, so pass
 * over those you don’t know.
 */
export const ServerEvent = Type.Union([
  JobStarted,
  JobProgress,
  ExecutionsFinished,
  JobFinished,
  ExtensionReloaded,
  ExtensionFailed,
  ExtensionInstall,
  Resync,
]);
export type ServerEvent = Type.Static<typeof ServerEvent>;

/** The job that an event is about; undefined: all, or none. */
export function jobIdOf(event: ServerEvent): number | undefined {
  if ('job' in event) return event.job.id;
  return 'job_id' in event ? event.job_id : undefined;
}
