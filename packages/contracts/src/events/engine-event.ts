import type { ExecutionStatus } from '../nouns/execution.js';
import type { ExtensionFailed, ExtensionInstall, ExtensionReloaded } from './extension-event.js';
import type { JobFinished, JobProgress, JobStarted, Resync } from './server-event.js';

/** What the engine tells while it works. Hints: the database is the truth. */
export type EngineEvent =
  | JobStarted
  | JobProgress
  | {
      type: 'execution:finished';
      job_id: number;
      execution_id: number;
      status: ExecutionStatus;
    }
  | JobFinished
  | ExtensionReloaded
  | ExtensionFailed
  | ExtensionInstall
  | Resync;

/** Takes events. Must not throw and must not wait. */
export type EventSink = (event: EngineEvent) => void;
