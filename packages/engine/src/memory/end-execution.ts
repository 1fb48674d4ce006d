import type { Job, Outcome } from '@datagenflow/contracts';
import type { MemoryExecution } from './memory-execution.js';
import type { MemoryState } from './memory-state.js';

/** Progress until a job has ended: 1 is said only then. */
export const ALMOST_DONE = 0.999;

const ENDS = ['generated', 'filtered', 'failed'];

/** Ends an execution that `owner` holds, and counts it; says whether it was held. */
export function endExecution(state: MemoryState, owner: string, outcome: Outcome): boolean {
  const execution = state.executions.get(outcome.execution_id);
  if (execution?.owner !== owner || execution.status !== 'running') return false;
  execution.status = outcome.status;
  execution.owner = undefined;
  execution.lastStep = null;
  execution.outcome = outcome;
  const job = state.job(execution.jobId);
  job.saved_cost += outcome.saved_cost;
  if (outcome.status === 'fanned_out') fanOut(state, execution, outcome);
  if (outcome.status === 'generated') job.records_generated += 1;
  if (outcome.status === 'filtered') job.records_filtered += 1;
  if (outcome.status === 'failed') job.records_failed += 1;
  if (ENDS.includes(outcome.status)) job.current_seed += 1;
  job.progress = Math.max(job.progress, Math.min(shareOf(job), ALMOST_DONE));
  return true;
}

function shareOf({
  options,
  records_generated: generated,
  current_seed: ended,
  total_seeds: all,
}: Job): number {
  const { target_records: target } = options;
  return target === undefined ? ended / Math.max(all, 1) : generated / target;
}

function fanOut(
  state: MemoryState,
  parent: MemoryExecution,
  { branches, next_step: startStep }: Outcome & { status: 'fanned_out' },
): void {
  const { jobId, seed, repetition } = parent;
  state.job(jobId).total_seeds += branches.length - 1;
  for (const { branch, delta } of branches) {
    state.add({ jobId, parent, seed, repetition, branch, startStep, delta });
  }
}
