import { Type } from '../typebox.js';
import { JsonObject } from './json.js';
import { Problem } from './problem.js';
import { Id, Timestamp } from './scalars.js';
import { Failure, TraceEntry } from './trace.js';
import { Usage } from './usage.js';

/** How far an execution is. The last four are ends; only `generated` has a record. */
export const ExecutionStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('running'),
  Type.Literal('generated'),
  Type.Literal('filtered'),
  Type.Literal('failed'),
  Type.Literal('fanned_out'),
]);
export type ExecutionStatus = Type.Static<typeof ExecutionStatus>;

/** What makes an execution itself, within and across runs of a job. */
export const ExecutionIdentity = Type.Object({
  job_id: Id,
  seed_index: Type.Integer({ minimum: 0 }),
  repetition: Type.Integer({ minimum: 0 }),
  branch: Type.String({ description: 'Path of branches: "", "3", "3.1"' }),
});
export type ExecutionIdentity = Type.Static<typeof ExecutionIdentity>;

/** An execution as lists show it; `trace` only where asked for. */
export const Execution = Type.Object({
  id: Id,
  ...ExecutionIdentity.properties,
  parent_id: Type.Union([Id, Type.Null()]),
  execution_index: Type.Integer({ minimum: 0, description: 'For display' }),
  status: ExecutionStatus,
  reason: Type.Union([Failure, Type.Null()]),
  step_id: Type.Union([Type.String(), Type.Null()], { description: 'Where it ended early' }),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()]),
  created_at: Timestamp,
  finished_at: Type.Union([Timestamp, Type.Null()]),
  trace: Type.Optional(Type.Array(TraceEntry)),
});
export type Execution = Type.Static<typeof Execution>;

/** Answer of a direct run of a pipeline: nothing is stored. */
export const ExecutionResult = Type.Object({
  result: JsonObject,
  trace: Type.Array(TraceEntry),
  trace_id: Type.String(),
  usage: Usage,
  problems: Type.Optional(
    Type.Array(Problem, { description: 'Steps that only a job runs; absent: there are none' }),
  ),
});
export type ExecutionResult = Type.Static<typeof ExecutionResult>;
