import type { Failure, JsonObject } from '@datagenflow/contracts';
import { evaluateCondition } from '@datagenflow/prompts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { executionSteps } from '../compile/job-wide-steps.js';
import { writtenFields } from '../compile/trace-fields.js';
import { emptyRun, noteStep, noteUnrun } from './execution-run.js';
import type { ExecutionEnd, ExecutionRun } from './execution-run.js';
import { failureOf } from './failure-of.js';
import type { OpenPipeline } from './open-pipeline.js';
import type { RunEnvironment } from './run-environment.js';
import { runStep, type StepEnd } from './run-step.js';

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

/**
 * Runs the steps of one execution, or of one branch, until the end or the next multiplier. What a
 * block or a condition does wrong is a value here; only cancelling throws.
 */
export async function runExecution(
  open: OpenPipeline,
  start: ExecutionStart,
  environment: RunEnvironment,
): Promise<ExecutionRun> {
  const { observer } = environment;
  observer?.executionStarted(start.traceId, open.compiled);
  try {
    const run = await runSteps(open, start, environment);
    observer?.executionEnded(start.traceId, run.end);
    return run;
  } catch (error) {
    observer?.executionLeft(start.traceId);
    throw error;
  }
}

async function runSteps(
  open: OpenPipeline,
  start: ExecutionStart,
  environment: RunEnvironment,
): Promise<ExecutionRun> {
  const { observer } = environment;
  const run = emptyRun(start.written);
  for (const step of executionSteps(open.compiled).slice(start.startStep)) {
    environment.signal.throwIfAborted();
    const noted = environment.onStep?.(step, run.trace);
    if (noted !== undefined) await noted;
    const state = stateOf(start.metadata, run.written);
    const condition = checkCondition(step, state, start.metadata, environment);
    if (condition.failure !== undefined) {
      noteUnrun(run, step, { status: 'failed', error: condition.failure });
      return { ...run, end: { status: 'failed', reason: condition.failure, step } };
    }
    if (!condition.holds) {
      noteUnrun(run, step, { status: 'skipped', output: nullsOf(step, state) });
      continue;
    }
    observer?.stepStarted(start.traceId, step, open.compiled.steps.length, state);
    const stepRun = await runStep(
      step,
      open,
      inputOf(step, state, start, environment, run),
      environment,
    );
    observer?.stepEnded(start.traceId, step, stepRun);
    noteStep(run, step, stepRun);
    const end = endAt(step, stepRun.end);
    if (end !== undefined) return { ...run, end };
  }
  return run;
}

/** The state an execution is in: the seed’s values, then what was written, later keys winning. */
export function stateOf(metadata: JsonObject, written: JsonObject): JsonObject {
  return { ...metadata, ...written };
}

function checkCondition(
  step: CompiledStep,
  state: JsonObject,
  metadata: JsonObject,
  { scrub }: RunEnvironment,
): { holds: boolean; failure?: Failure } {
  if (step.when === undefined) return { holds: true };
  try {
    return { holds: evaluateCondition(step.when, { ...state, metadata }) };
  } catch (error) {
    return { holds: false, failure: failureOf(step, error, scrub) };
  }
}

/** A skipped step writes null to its fields, unless they have a value already. */
function nullsOf(step: CompiledStep, state: JsonObject): JsonObject {
  const missing = writtenFields(step).filter(
    (field) => field !== '*' && !Object.hasOwn(state, field),
  );
  return Object.fromEntries(missing.map((field) => [field, null]));
}

function inputOf(
  step: CompiledStep,
  state: JsonObject,
  start: ExecutionStart,
  { constraints }: RunEnvironment,
  { usage }: ExecutionRun,
) {
  return {
    state,
    metadata: start.metadata,
    jobId: start.jobId,
    pipelineId: start.pipelineId,
    traceId: start.traceId,
    stepId: step.id,
    attempt: start.attempts[step.id] ?? 1,
    randomKey: `${start.randomRoot}/${start.branch}/${step.id}`,
    constraints,
    usage,
  };
}

/** How a step ends its execution, or undefined when the next one follows. */
function endAt(step: CompiledStep, end: StepEnd): ExecutionEnd | undefined {
  switch (end.status) {
    case 'ok':
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
