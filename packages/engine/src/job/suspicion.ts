import {
  addCost,
  addUsage,
  emptyUsage,
  type ClaimedExecution,
  type Outcome,
} from '@datagenflow/contracts';

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

/** Whether an execution is to have the runner for itself. */
export function runsAlone(kills: number): boolean {
  return kills >= ALONE_FROM;
}

/** Whether it is at fault: two of its runners died while nothing else ran there. */
export function isConvicted(kills: number): boolean {
  return kills >= CONVICTED_FROM;
}

/** How an execution ends that is not run again. What its calls cost counts. */
export function crashedOutcome({ id, job_id, calls, kills }: ClaimedExecution): Outcome {
  const answers = calls.map(({ answer }) => answer);
  return {
    execution_id: id,
    job_id,
    status: 'failed',
    reason: {
      code: 'host_crashed',
      message:
        'The process of the job runner died each time this execution ran, twice while nothing else ran there.',
      detail: { kills },
    },
    step_id: null,
    trace: [],
    usage: answers.map(({ usage }) => usage).reduce(addUsage, emptyUsage()),
    cost: answers.map(({ cost }) => cost).reduce(addCost, 0),
    saved_cost: 0,
  };
}
