import type { JsonObject, ModelAnswer, ModelCall, StoredJob } from '@datagenflow/contracts';
import type { CompiledPipeline, CompiledStep } from '../compile/compiled-pipeline.js';
import type { ExecutionEnd } from './execution-run.js';
import type { StepRun } from './run-step.js';

/**
 * Told what happens to jobs and executions while they run, for logs and traces. Must not throw and
 * must not wait. The trace id of a job-wide step is the id of its job.
 */
export interface ExecutionObserver {
  /** The seeds of a job are there; its executions begin, or go on. */
  jobStarted(job: StoredJob): void;
  executionStarted(traceId: string, pipeline: CompiledPipeline): void;
  /** @param total of steps in the pipeline */
  stepStarted(traceId: string, step: CompiledStep, total: number, state: JsonObject): void;
  /** A step asks a model for this answer. Not told of answers that were stored. */
  callSent(
    traceId: string,
    step: CompiledStep,
    call: ModelCall,
    answer: Promise<ModelAnswer>,
  ): void;
  /** An attempt failed with this; a step may have several. */
  stepThrew(traceId: string, step: CompiledStep, error: unknown): void;
  stepEnded(traceId: string, step: CompiledStep, run: StepRun): void;
  executionEnded(traceId: string, end: ExecutionEnd): void;
  /** It was cancelled: nothing of it counts. */
  executionLeft(traceId: string): void;
}
