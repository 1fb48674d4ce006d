import type { JsonObject } from '@datagenflow/contracts';
import type { CompiledPipeline, CompiledStep } from '../compile/compiled-pipeline.js';
import type { ExecutionEnd } from './execution-run.js';
import type { StepRun } from './run-step.js';

/** Told what happens to executions while they run, for a log. Must not throw and must not wait. */
export interface ExecutionObserver {
  executionStarted(traceId: string, pipeline: CompiledPipeline): void;
  /** @param total of steps in the pipeline */
  stepStarted(traceId: string, step: CompiledStep, total: number, state: JsonObject): void;
  /** An attempt failed with this; a step may have several. */
  stepThrew(traceId: string, step: CompiledStep, error: unknown): void;
  stepEnded(traceId: string, step: CompiledStep, run: StepRun): void;
  executionEnded(traceId: string, end: ExecutionEnd): void;
}
