import type { ExecutionStatus } from '../nouns/execution.js';
import type { Job } from '../nouns/job.js';

/** What the engine tells while it works. Hints: the database is the truth. */
export type EngineEvent =
  | { type: 'job:started'; job_id: number; pipeline_id: number }
  | { type: 'job:progress'; job: Job }
  | {
      type: 'execution:finished';
      job_id: number;
      execution_id: number;
      status: ExecutionStatus;
    }
  | { type: 'job:finished'; job: Job };

/** Takes events. Must not throw and must not wait. */
export type EventSink = (event: EngineEvent) => void;
