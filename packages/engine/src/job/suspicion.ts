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
  type Usage,
} from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';

const ALONE_FROM = 3;
const CONVICTED_FROM = 5;
const FINISH_CONVICTED_FROM = 3;
const CROWD = 64;

/**
 * How many executions may run beside each other when that many runners have died while they held
 * them: fewer each time, so that the one at fault is soon found and the others are not held up.
 */
export function crowdOf(kills: number): number {
  return kills === 0 ? Infinity : Math.max(1, CROWD / 4 ** kills);
}

/** Whether an execution is to have the runner for itself. */
export function runsAlone(kills: number): boolean {
  return kills >= ALONE_FROM;
}

/** Whether it is at fault: two of its runners died while nothing else ran there. */
export function isConvicted(kills: number): boolean {
  return kills >= CONVICTED_FROM;
}

/** Whether a job-wide step is: one of its runners died, then two more while nothing else ran there. */
export function isFinishConvicted(kills: number): boolean {
  return kills >= FINISH_CONVICTED_FROM;
}

/** Why its job fails. */
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
  const { id, job_id, calls, kills, last_step } = claimed;
  const reason: Failure = {
    code: 'host_crashed',
    message:
      'The process of the job runner died each time this execution ran, twice while nothing else ran there.',
    detail: { kills },
  };
  return {
    execution_id: id,
    job_id,
    status: 'failed',
    reason,
    step_id: last_step?.step_id ?? null,
    trace: last_step === null ? [] : [...last_step.trace, crashedStep(claimed, last_step, reason)],
    ...spentOn(calls),
    saved_cost: 0,
  };
}

/** What is known of the step that a runner died in: its calls, and the try that made the last one. */
function crashedStep(
  { attempts, calls }: ClaimedExecution,
  { step_id, block_type }: LastStep,
  error: Failure,
): TraceDelta {
  const first = attempts[step_id] ?? 1;
  const made = calls.filter((call) => call.step_id === step_id && call.attempt >= first);
  const last = made.reduce((latest, { attempt }) => Math.max(latest, attempt), first);
  return {
    step_id,
    block_type,
    status: 'failed',
    output: null,
    error,
    execution_time: 0,
    attempts: last - first + 1,
    ...(made.length > 0 ? spentOn(made) : {}),
  };
}

function spentOn(calls: readonly StoredCall[]): { usage: Usage; cost: number | null } {
  return {
    usage: calls.map(({ answer }) => answer.usage).reduce(addUsage, emptyUsage()),
    cost: calls.map(({ answer }) => answer.cost).reduce(addCost, 0),
  };
}
