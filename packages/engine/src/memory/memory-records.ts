import {
  emptyUsage,
  type JsonObject,
  type PatchReport,
  type RecordPlace,
  type RecordRange,
  type StoredPatch,
  type StoredRecord,
  type TraceDelta,
} from '@datagenflow/contracts';
import { compareBranches, inOrder, type MemoryExecution } from './memory-execution.js';

/** What job-wide steps did to a record, by step, in order. */
export interface MemoryPatches {
  /** As generated, before any of them. */
  fields: JsonObject;
  byStep: Map<string, JsonObject>;
}

/** Orders executions by repetition, then seed, then branch. */
export function inTurns(a: MemoryExecution, b: MemoryExecution): number {
  return comparePlaces(placeOf(a), placeOf(b));
}

/** Whether an execution stands at a place or before it, where seeds take turns. */
export function isUpTo(execution: MemoryExecution, place: RecordPlace | undefined): boolean {
  return place === undefined || comparePlaces(placeOf(execution), place) <= 0;
}

export function placeOf({ repetition, seed, branch }: MemoryExecution): RecordPlace {
  return { repetition, seed_index: seed.seed_index, branch };
}

/** Whether it gave a record that steps at the end of its job read. */
export function isCandidate(execution: MemoryExecution, steps: readonly string[]): boolean {
  const { status, outcome, patches } = execution;
  if (status === 'generated') return true;
  const step = outcome?.status === 'filtered' ? outcome.step_id : null;
  return patches !== undefined && step !== null && steps.includes(step);
}

/** The records in a range, in (seed, repetition, branch) order. Their ids are the executions’. */
export function recordsIn(
  executions: readonly MemoryExecution[],
  { steps, upTo }: RecordRange,
): StoredRecord[] {
  return executions
    .filter((execution) => isCandidate(execution, steps) && isUpTo(execution, upTo))
    .sort(inOrder)
    .map((execution) => ({
      ...placeOf(execution),
      record_id: execution.id,
      metadata: execution.seed.metadata,
      fields: fieldsBefore(execution, steps),
    }));
}

/** Applies the patches of a step. Answers how many it dropped. */
export function patchAll(
  executions: ReadonlyMap<number, MemoryExecution>,
  jobId: number,
  step: { step_id: string; block_type: string },
  patches: readonly StoredPatch[],
): { report: PatchReport; dropped: number } {
  const report: PatchReport = { reviewed: [], unknown: [] };
  let dropped = 0;
  for (const patch of patches) {
    const execution = executions.get(patch.record_id);
    if (execution?.jobId !== jobId) report.unknown.push(patch.record_id);
    else if (execution.status === 'generated') dropped += patchOne(execution, step, patch);
  }
  return { report, dropped };
}

/** Filters what a job has too many of. */
export function filterSurplus(execution: MemoryExecution): void {
  const { id, jobId, outcome } = execution;
  execution.status = 'filtered';
  execution.lastStep = null;
  execution.outcome = {
    execution_id: id,
    job_id: jobId,
    trace: outcome?.trace ?? [],
    usage: outcome?.usage ?? emptyUsage(),
    cost: outcome?.cost ?? 0,
    saved_cost: outcome?.saved_cost ?? 0,
    status: 'filtered',
    reason: { code: 'surplus', message: 'The job had as many records as it was to have' },
    step_id: null,
  };
}

function patchOne(
  execution: MemoryExecution,
  { step_id, block_type }: { step_id: string; block_type: string },
  { fields = {}, drop }: StoredPatch,
): number {
  const { outcome } = execution;
  if (outcome?.status !== 'generated') return 0;
  const patches = (execution.patches ??= { fields: outcome.fields, byStep: new Map() });
  const output = { ...patches.byStep.get(step_id), ...fields };
  patches.byStep.set(step_id, output);
  const entry: TraceDelta = {
    step_id,
    block_type,
    status: drop === undefined ? 'ok' : 'filtered',
    output,
    execution_time: 0,
    attempts: 1,
  };
  const trace = outcome.trace.filter((delta) => delta.step_id !== step_id);
  const { fields: generated, models: _, ...base } = outcome;
  execution.outcome =
    drop === undefined
      ? { ...outcome, fields: { ...generated, ...fields }, trace: [...trace, entry] }
      : {
          ...base,
          trace: [...trace, entry],
          status: 'filtered',
          reason: { code: 'dropped', message: drop },
          step_id,
        };
  execution.status = execution.outcome.status;
  return drop === undefined ? 0 : 1;
}

function fieldsBefore({ outcome, patches }: MemoryExecution, steps: readonly string[]): JsonObject {
  if (patches === undefined) return outcome?.status === 'generated' ? outcome.fields : {};
  return [...patches.byStep]
    .filter(([step]) => !steps.includes(step))
    .reduce((fields, [, output]) => ({ ...fields, ...output }), patches.fields);
}

function comparePlaces(a: RecordPlace, b: RecordPlace): number {
  return (
    a.repetition - b.repetition ||
    a.seed_index - b.seed_index ||
    compareBranches(a.branch, b.branch)
  );
}
