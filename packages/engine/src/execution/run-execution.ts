import {
  addUsage,
  emptyUsage,
  type Failure,
  type JsonObject,
  type TraceCall,
  type TraceDelta,
  type Usage,
} from '@datagenflow/contracts';
import { evaluateCondition } from '@datagenflow/prompts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import type { OpenPipeline } from './open-pipeline.js';
import type { RunEnvironment } from './run-environment.js';
import { runStep, type StepRun } from './run-step.js';

/** Where one execution starts. */
export interface ExecutionStart {
  jobId: number;
  pipelineId: number;
  traceId: string;
  /** Job random seed, seed index and repetition: with branch and step what its draws derive from. */
  randomRoot: string;
  /** Path of branches: "", "3", "3.1". */
  branch: string;
  /** The seed’s own values. */
  metadata: JsonObject;
  /** Fields written before the first step it runs; empty but for branches. */
  written: JsonObject;
  /** Index of the first step to run. */
  startStep: number;
  /** Attempt each step begins with, by step id; absent: 1. */
  attempts: Readonly<Record<string, number>>;
}

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

/**
 * Runs the steps of one execution, or of one branch, until the end or the next multiplier. What a
 * block does wrong is a value here; only cancelling throws.
 */
export async function runExecution(
  open: OpenPipeline,
  start: ExecutionStart,
  environment: RunEnvironment,
): Promise<ExecutionRun> {
  const run: ExecutionRun = {
    end: { status: 'generated' },
    written: start.written,
    trace: [],
    calls: [],
    usage: emptyUsage(),
    cost: 0,
    savedCost: 0,
    models: [],
  };
  for (const step of open.compiled.steps.slice(start.startStep)) {
    environment.signal.throwIfAborted();
    environment.onStep?.(step);
    const state = stateOf(start.metadata, run.written);
    const end = isWanted(step, state, start.metadata)
      ? await runOne(step, open, state, start, environment, run)
      : skip(step, state, run);
    if (end !== undefined) {
      run.end = end;
      break;
    }
  }
  return run;
}

function isWanted({ when }: CompiledStep, state: JsonObject, metadata: JsonObject): boolean {
  return when === undefined || evaluateCondition(when, { ...state, metadata });
}

/** The state an execution is in: the seed’s values, then what was written, later keys winning. */
export function stateOf(metadata: JsonObject, written: JsonObject): JsonObject {
  return { ...metadata, ...written };
}

async function runOne(
  step: CompiledStep,
  open: OpenPipeline,
  state: JsonObject,
  start: ExecutionStart,
  environment: RunEnvironment,
  run: ExecutionRun,
): Promise<ExecutionEnd | undefined> {
  const input = {
    state,
    metadata: start.metadata,
    jobId: start.jobId,
    pipelineId: start.pipelineId,
    traceId: start.traceId,
    stepId: step.id,
    attempt: start.attempts[step.id] ?? 1,
    randomKey: `${start.randomRoot}/${start.branch}/${step.id}`,
    constraints: environment.constraints,
    usage: run.usage,
  };
  const stepRun = await runStep(step, open, input, environment);
  record(step, stepRun, run);
  const { end } = stepRun;
  switch (end.status) {
    case 'ok':
      run.written = { ...run.written, ...end.output };
      return undefined;
    case 'failed':
      return { status: 'failed', reason: end.failure, step };
    case 'filtered':
      return { status: 'filtered', reason: { code: 'dropped', message: end.reason }, step };
    case 'fanned_out':
      return end.branches.length === 0
        ? { status: 'filtered', reason: noBranches(step), step }
        : { status: 'fanned_out', nextStep: step.index + 1, branches: end.branches };
  }
}

function noBranches(step: CompiledStep): Failure {
  return { code: 'no_branches', message: `${step.type} found nothing to branch into` };
}

/** A skipped step writes null to its outputs unless the field already has a value. */
function skip(step: CompiledStep, state: JsonObject, run: ExecutionRun): undefined {
  const fields = step.description.is_multiplier
    ? []
    : step.description.outputs
        .filter((output) => output !== '*')
        .map((output) => step.renames.get(output) ?? output);
  const missing = fields.filter((field) => !Object.hasOwn(state, field));
  const output = Object.fromEntries(missing.map((field) => [field, null]));
  run.written = { ...run.written, ...output };
  run.calls.push([]);
  run.trace.push({
    step_id: step.id,
    block_type: step.type,
    status: 'skipped',
    output,
    execution_time: 0,
    attempts: 0,
  });
}

function record(step: CompiledStep, { end, ...step_ }: StepRun, run: ExecutionRun): void {
  const calls = step_.calls.filter((attempt) => attempt !== undefined);
  const usage = calls.map((attempt) => attempt.usage).reduce(addUsage, emptyUsage());
  const cost = calls.map((attempt) => attempt.cost).reduce(addCost, 0);
  const replayed = calls.reduce((sum, attempt) => sum + attempt.replayed, 0);
  const made = calls.flatMap((attempt) => attempt.made);
  run.usage = addUsage(run.usage, usage);
  run.cost = addCost(run.cost, cost);
  run.savedCost += calls.reduce((sum, attempt) => sum + attempt.savedCost, 0);
  run.models = [...new Set([...run.models, ...calls.flatMap(({ models }) => [...models])])];
  run.calls.push(made);
  run.trace.push({
    step_id: step.id,
    block_type: step.type,
    status: end.status === 'fanned_out' ? 'ok' : end.status,
    output: end.status === 'ok' ? end.output : end.status === 'failed' ? null : {},
    execution_time: step_.executionTime,
    attempts: step_.attempts,
    ...(end.status === 'failed' ? { error: end.failure } : {}),
    ...(made.length > 0 ? { usage, cost } : {}),
    ...(replayed > 0 ? { replayed } : {}),
    ...(step_.logs.length > 0 ? { logs: step_.logs } : {}),
  });
}

function addCost(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
