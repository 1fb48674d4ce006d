import {
  addCost,
  addUsage,
  emptyUsage,
  type ClaimedExecution,
  type Failure,
  type JobWrite,
  type LastStep,
  type Outcome,
  type StoredCall,
  type TraceDelta,
} from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';

const ALONE_FROM = 3;
const CONVICTED_FROM = 5;
const CROWD = 64;

/**
 * How many executions may run beside each other when that many runners have died while they held
 * them: fewer each time, so that the one at fault is soon found and the others are not held up.
 */
export function crowdOf(kills: number): number {
  return kills === 0 ? Infinity : Math.max(1, CROWD / 4 ** kills);
}

/** Whether an execution, or a job-wide step, is to have the runner for itself. */
export function runsAlone(kills: number): boolean {
  return kills >= ALONE_FROM;
}

/** Whether it is at fault: two of its runners died while nothing else ran there. */
export function isConvicted(kills: number): boolean {
  return kills >= CONVICTED_FROM;
}

/** Why a job fails whose job-wide step is at fault. */
export function crashedFinish({ id, type }: CompiledStep, kills: number): Failure {
  return {
    code: 'host_crashed',
    message:
      `The process of the job runner died each time the step '${id}' (${type}) ran, ${kills} times. ` +
      'Resume the job to try it again.',
    detail: { step_id: id, kills },
  };
}

/** What is kept of a suspect before each of its steps, in case its runner dies. */
export function lastStepOf(
  { id, job_id }: ClaimedExecution,
  step: CompiledStep,
  trace: readonly TraceDelta[],
): JobWrite {
  const last_step = { step_id: step.id, block_type: step.type, trace: [...trace] };
  return { kind: 'last_step', job_id, execution_id: id, last_step };
}

/**
 * How an execution ends that is not run again: at the step where it stood last, after what the steps
 * before it did. What its calls cost counts.
 */
export function crashedOutcome(claimed: ClaimedExecution): Outcome {
  const { id, job_id, attempts, kills, last_step } = claimed;
  const reason: Failure = {
    code: 'host_crashed',
    message:
      'The process of the job runner died each time this execution ran, twice while nothing else ran there.',
    detail: { kills },
  };
  const calls = claimed.calls.filter(({ step_id, attempt }) => attempt >= (attempts[step_id] ?? 1));
  const { usage, cost, saved_cost } = spentOn(calls);
  return {
    execution_id: id,
    job_id,
    status: 'failed',
    reason,
    step_id: last_step?.step_id ?? null,
    trace:
      last_step === null
        ? []
        : [...last_step.trace, crashedStep(last_step, attempts[last_step.step_id], calls, reason)],
    usage,
    cost,
    saved_cost,
  };
}

/** What is known of the step that a runner died in: its calls, and the try that made the last one. */
function crashedStep(
  { step_id, block_type }: LastStep,
  first = 1,
  calls: readonly StoredCall[],
  error: Failure,
): TraceDelta {
  const made = calls.filter((call) => call.step_id === step_id);
  const last = made.reduce((latest, { attempt }) => Math.max(latest, attempt), first);
  const { usage, cost, reused } = spentOn(made);
  return {
    step_id,
    block_type,
    status: 'failed',
    output: null,
    error,
    execution_time: 0,
    attempts: last - first + 1,
    ...(made.length > 0 ? { usage, cost } : {}),
    ...(reused > 0 ? { reused } : {}),
  };
}

/** What this job bought of these calls, and what it took from others. */
function spentOn(calls: readonly StoredCall[]) {
  const isTaken = ({ reused }: StoredCall): boolean => reused === true;
  const bought = calls.filter((call) => !isTaken(call)).map(({ answer }) => answer);
  const taken = calls.filter(isTaken).map(({ answer }) => answer);
  return {
    usage: bought.map(({ usage }) => usage).reduce(addUsage, emptyUsage()),
    cost: bought.map(({ cost }) => cost).reduce(addCost, 0),
    saved_cost: taken.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    reused: taken.length,
  };
}
