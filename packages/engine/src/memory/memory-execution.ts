import {
  canonicalJson,
  type ClaimedExecution,
  type ExecutionStatus,
  type FailedRetry,
  type Failure,
  type IndexedSeed,
  type JsonObject,
  type LastStep,
  type Outcome,
} from '@datagenflow/contracts';
import type { MemoryPatches } from './memory-records.js';

/** An execution, as the memory store keeps it. */
export interface MemoryExecution {
  id: number;
  jobId: number;
  parent: MemoryExecution | undefined;
  seed: IndexedSeed;
  repetition: number;
  branch: string;
  index: number;
  startStep: number;
  /** What the multiplier wrote for this branch. */
  delta: JsonObject;
  status: ExecutionStatus;
  owner: string | undefined;
  outcome: Outcome | undefined;
  /** Attempt each step begins with; absent: 1. */
  attempts: Record<string, number>;
  /** How many runners that held it died by their own doing. */
  kills: number;
  /** Where it stood when it was noted last. */
  lastStep: LastStep | null;
  /** What job-wide steps did to its record; absent: nothing. */
  patches?: MemoryPatches;
}

/** Everything written before an execution starts: by its ancestors, and for its branch. */
function writtenBefore(execution: MemoryExecution): JsonObject {
  const { parent } = execution;
  if (parent === undefined) return {};
  const deltas = [
    ...(parent.outcome?.trace ?? []).map(({ output }) => output ?? {}),
    execution.delta,
  ];
  return deltas.reduce((written, delta) => ({ ...written, ...delta }), writtenBefore(parent));
}

/** The order in which executions are taken: by seed, repetition and branch. */
export function inOrder(a: MemoryExecution, b: MemoryExecution): number {
  return (
    a.seed.seed_index - b.seed.seed_index ||
    a.repetition - b.repetition ||
    compareBranches(a.branch, b.branch)
  );
}

/** What a runner gets of it. */
export function toClaimed(
  execution: MemoryExecution,
  calls: ClaimedExecution['calls'],
): ClaimedExecution {
  return {
    id: execution.id,
    job_id: execution.jobId,
    seed_index: execution.seed.seed_index,
    repetition: execution.repetition,
    branch: execution.branch,
    execution_index: execution.index,
    metadata: execution.seed.metadata,
    start_step: execution.startStep,
    written: writtenBefore(execution),
    attempts: { ...execution.attempts },
    kills: execution.kills,
    last_step: execution.lastStep,
    calls,
  };
}

/** Why an execution did not give a record. */
export function reasonOf({ outcome }: MemoryExecution): Failure | undefined {
  return outcome !== undefined && 'reason' in outcome ? outcome.reason : undefined;
}

/** Whether it ended for the reason with that code or message. */
export function hasReason(execution: MemoryExecution, wanted: string): boolean {
  const reason = reasonOf(execution);
  return reason?.code === wanted || reason?.message === wanted;
}

/** Whether both stand at the same seed, repetition and branch, each of its own job. */
export function isSamePlace(a: MemoryExecution, b: MemoryExecution): boolean {
  const placeOf = ({ seed, repetition, branch }: MemoryExecution): string =>
    canonicalJson([seed.metadata, repetition, branch]);
  return placeOf(a) === placeOf(b);
}

/** Makes a failed execution pending again: it buys anew from the step that failed. */
export function retry(execution: MemoryExecution, steps: FailedRetry['steps']): void {
  const { outcome } = execution;
  const failedStep = outcome?.status === 'failed' ? outcome.step_id : null;
  const failedAt = steps.findIndex(({ id }) => id === failedStep);
  for (const step of steps.slice(failedAt < 0 ? execution.startStep : failedAt)) {
    execution.attempts[step.id] = (execution.attempts[step.id] ?? 1) + step.attempts;
  }
  execution.status = 'pending';
  execution.outcome = undefined;
  execution.kills = 0;
}

/** Whether it failed before it was made pending again. */
export function isRetried({ attempts }: MemoryExecution): boolean {
  return Object.keys(attempts).length > 0;
}

/** Compares branch paths number by number; a path comes before what it leads to. */
export function compareBranches(a: string, b: string): number {
  const left = a === '' ? [] : a.split('.').map(Number);
  const right = b === '' ? [] : b.split('.').map(Number);
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
