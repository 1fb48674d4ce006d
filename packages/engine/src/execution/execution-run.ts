import {
  addCost,
  addUsage,
  emptyUsage,
  type Failure,
  type JsonObject,
  type TraceCall,
  type TraceDelta,
  type Usage,
} from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import type { StepRun } from './run-step.js';

/** How one execution ended. */
export type ExecutionEnd =
  | { status: 'generated' }
  | { status: 'filtered'; reason: Failure; step: CompiledStep }
  | { status: 'failed'; reason: Failure; step: CompiledStep }
  | { status: 'fanned_out'; nextStep: number; branches: JsonObject[] };

/** How one execution ended, and what it made. */
export interface ExecutionRun {
  end: ExecutionEnd;
  /** Every field that a step wrote, here or in an ancestor. */
  written: JsonObject;
  trace: TraceDelta[];
  /** The calls behind each trace entry. */
  calls: TraceCall[][];
  usage: Usage;
  cost: number | null;
  savedCost: number;
  models: string[];
}

/** An execution before its first step. */
export function emptyRun(written: JsonObject): ExecutionRun {
  return {
    end: { status: 'generated' },
    written,
    trace: [],
    calls: [],
    usage: emptyUsage(),
    cost: 0,
    savedCost: 0,
    models: [],
  };
}

/** Notes what a step did, what it wrote and what it cost. */
export function noteStep(run: ExecutionRun, step: CompiledStep, stepRun: StepRun): void {
  const { end, calls, logs } = stepRun;
  const made = calls.flatMap((attempt) => attempt.made);
  const usage = calls.map((attempt) => attempt.usage).reduce(addUsage, emptyUsage());
  const cost = calls.map((attempt) => attempt.cost).reduce(addCost, 0);
  const replayed = calls.reduce((sum, attempt) => sum + attempt.replayed, 0);
  const reused = calls.reduce((sum, attempt) => sum + attempt.reused, 0);
  if (made.length > 0) {
    run.usage = addUsage(run.usage, usage);
    run.cost = addCost(run.cost, cost);
    run.savedCost += calls.reduce((sum, attempt) => sum + attempt.savedCost, 0);
    run.models = [...new Set([...run.models, ...made.map(({ model }) => model)])];
  }
  note(run, step, made, {
    status: end.status === 'fanned_out' ? 'ok' : end.status,
    output: end.status === 'ok' ? end.output : end.status === 'failed' ? null : {},
    execution_time: stepRun.executionTime,
    attempts: stepRun.attempts,
    ...(end.status === 'failed' ? { error: end.failure } : {}),
    ...(made.length > 0 ? { usage, cost } : {}),
    ...(replayed > 0 ? { replayed } : {}),
    ...(reused > 0 ? { reused } : {}),
    ...(logs.length > 0 ? { logs } : {}),
  });
}

/** Notes a step whose block was not run: it was skipped, or its condition failed. */
export function noteUnrun(
  run: ExecutionRun,
  step: CompiledStep,
  did: { status: 'skipped'; output: JsonObject } | { status: 'failed'; error: Failure },
): void {
  note(run, step, [], { output: null, ...did, execution_time: 0, attempts: 0 });
}

function note(
  run: ExecutionRun,
  step: CompiledStep,
  calls: TraceCall[],
  did: Omit<TraceDelta, 'step_id' | 'block_type'>,
): void {
  run.calls.push(calls);
  run.trace.push({ step_id: step.id, block_type: step.type, ...did });
  if (did.output !== null) run.written = { ...run.written, ...did.output };
}
