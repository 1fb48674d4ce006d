import { rebuildTrace, type JsonObject, type TraceEntry } from '@datagenflow/contracts';
import type { OpenPipeline } from './open-pipeline.js';
import type { RunEnvironment } from './run-environment.js';
import type { ExecutionRun } from './execution-run.js';
import { runExecution, stateOf, type ExecutionStart } from './run-execution.js';

/** The end of one path through a pipeline, with its whole trace. */
export interface Leaf {
  /** Path of branches: "" without a multiplier, else "3" or "3.1". */
  branch: string;
  traceId: string;
  /** The seed’s values and everything written. */
  state: JsonObject;
  trace: TraceEntry[];
  run: ExecutionRun;
}

/** How to run a tree. */
export interface TreeOptions {
  /** Most branches of each fan-out that are run; default: all. */
  maxBranches?: number;
  /** Told of each execution, and how many it stands for when branches are left out. */
  onRun?(run: ExecutionRun, weight: number): void;
}

/** Runs an execution and its branches in memory, nothing stored. Leaves come in branch order. */
export async function runTree(
  open: OpenPipeline,
  start: ExecutionStart,
  environment: RunEnvironment,
  options: TreeOptions = {},
): Promise<Leaf[]> {
  return runBranch(open, start, environment, options, { before: [], weight: 1 });
}

/** What led to a branch, and how many branches it stands for. */
interface Way {
  before: TraceEntry[];
  weight: number;
}

async function runBranch(
  open: OpenPipeline,
  start: ExecutionStart,
  environment: RunEnvironment,
  options: TreeOptions,
  { before, weight }: Way,
): Promise<Leaf[]> {
  const run = await runExecution(open, start, environment);
  options.onRun?.(run, weight);
  const entries = rebuildTrace(stateOf(start.metadata, start.written), run.trace);
  const own = entries.map((entry, i) => ({ ...entry, calls: run.calls[i] ?? [] }));
  const trace = [...before, ...own];
  if (run.end.status !== 'fanned_out') {
    const state = stateOf(start.metadata, run.written);
    return [{ branch: start.branch, traceId: start.traceId, state, trace, run }];
  }
  const { nextStep, branches } = run.end;
  const kept = branches.slice(0, options.maxBranches);
  const childWeight = (weight * branches.length) / kept.length;
  const children = kept.map((delta, i) => {
    const child = {
      ...start,
      branch: childBranch(start.branch, i),
      written: { ...run.written, ...delta },
      startStep: nextStep,
    };
    const way = { before: withBranch(trace, delta), weight: childWeight };
    return runBranch(open, child, environment, options, way);
  });
  return (await Promise.all(children)).flat();
}

/** The path of a branch’s i-th child. */
export function childBranch(branch: string, i: number): string {
  return branch === '' ? String(i) : `${branch}.${i}`;
}

/** A branch sees its own entry as what the multiplier wrote. */
function withBranch(trace: TraceEntry[], delta: JsonObject): TraceEntry[] {
  const last = trace.at(-1);
  if (last === undefined) return trace;
  const accumulated_state = { ...last.accumulated_state, ...delta };
  return [...trace.slice(0, -1), { ...last, output: delta, accumulated_state }];
}
