import type { StoredJob } from '@datagenflow/contracts';
import type { OpenPipeline } from '../execution/open-pipeline.js';
import type { BatchWriter } from './batch-writer.js';
import type { Budget } from './budget.js';
import type { FairSlots } from './fair-slots.js';
import type { ProgressReporter } from './progress-reporter.js';
import type { RunnerOptions } from './runner-options.js';

/** What all jobs of a runner share. */
export interface RunnerContext {
  options: RunnerOptions;
  writer: BatchWriter;
  slots: FairSlots;
}

/** How a run is told to end before nothing is left to do. */
export interface RunSignals {
  /** Aborts what is in flight. */
  readonly stop: AbortSignal;
  /** Starts nothing new; what is in flight ends. Another one when a pause is taken back. */
  readonly pause: AbortSignal;
  /** Ends the waiting of a job that paused by itself. */
  readonly wake: AbortSignal;
  /** Has `work` rest while the run is paused, and go on when that is taken back; the answer ends that. */
  attach(work: Pausable): () => void;
}

/** What rests while its job is paused. */
export interface Pausable {
  /** Starts nothing new. */
  rest(): void;
  /** Starts something again; says whether it can. */
  goOn(): boolean;
}

/** A job that is being run. */
export interface RunningJob {
  /** As it was when it began, or went on. */
  job: StoredJob;
  open: OpenPipeline;
  context: RunnerContext;
  progress: ProgressReporter;
  /** Counts what the job buys and how long it runs, over all its rounds. */
  budget: Budget;
  signals: RunSignals;
}
