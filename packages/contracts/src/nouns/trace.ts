import { Type } from '../typebox.js';
import type { Json } from './json.js';
import { JsonObject } from './json.js';
import { Usage } from './usage.js';

/** How a step ended. */
export const StepStatus = Type.Union([
  Type.Literal('ok'),
  Type.Literal('skipped'),
  Type.Literal('filtered'),
  Type.Literal('failed'),
]);
export type StepStatus = Type.Static<typeof StepStatus>;

/** A failure as it is stored and shown. */
export const Failure = Type.Object({
  code: Type.String(),
  message: Type.String(),
  detail: Type.Optional(JsonObject),
});
export type Failure = Type.Static<typeof Failure>;

/** One line that a block logged. */
export const LogLine = Type.Object({
  level: Type.Union([
    Type.Literal('debug'),
    Type.Literal('info'),
    Type.Literal('warn'),
    Type.Literal('error'),
  ]),
  message: Type.String(),
});
export type LogLine = Type.Static<typeof LogLine>;

/** One model call of a step, as the trace shows it. */
export const TraceCall = Type.Object({
  model: Type.String(),
  request: Type.Unsafe<Json>({ description: 'What was sent, capped at 64 KB' }),
  response: Type.Unsafe<Json>({}),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()]),
  latency_ms: Type.Number(),
  origin: Type.Union([Type.Literal('bought'), Type.Literal('replayed'), Type.Literal('reused')]),
  rejected: Type.Optional(Type.String({ description: 'Why its content was not accepted' })),
});
export type TraceCall = Type.Static<typeof TraceCall>;

/** What a step did, as it is stored: the delta only. */
export const TraceDelta = Type.Object({
  step_id: Type.String(),
  block_type: Type.String(),
  status: StepStatus,
  output: Type.Union([JsonObject, Type.Null()], {
    description: 'Fields written, after renaming; null when the step failed',
  }),
  removed: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Fields written too, whose values went with the record that was deleted',
    }),
  ),
  execution_time: Type.Number({ description: 'Seconds' }),
  attempts: Type.Integer({ minimum: 0 }),
  error: Type.Optional(Failure),
  usage: Type.Optional(Usage),
  cost: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  replayed: Type.Optional(Type.Integer({ description: 'Calls served from this job' })),
  reused: Type.Optional(Type.Integer({ description: 'Calls served from other jobs' })),
  logs: Type.Optional(Type.Array(LogLine)),
});
export type TraceDelta = Type.Static<typeof TraceDelta>;

/** What a step read, wrote, cost and how long it took: a delta with its states rebuilt. */
export const TraceEntry = Type.Object({
  ...TraceDelta.properties,
  input: JsonObject,
  accumulated_state: JsonObject,
  calls: Type.Optional(Type.Array(TraceCall)),
});
export type TraceEntry = Type.Static<typeof TraceEntry>;
