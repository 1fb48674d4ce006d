import { Type } from '../typebox.js';
import type { JsonObject } from './json.js';
import { Constraints } from './pipeline.js';
import { Id, Timestamp } from './scalars.js';
import { Usage } from './usage.js';
import { withoutDefaults } from './without-defaults.js';

/** Where a job stands. `job-status.ts` says what it means. */
export const JobStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('running'),
  Type.Literal('paused'),
  Type.Literal('completed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('stopped'),
]);
export type JobStatus = Type.Static<typeof JobStatus>;

/** What a running job is doing. */
export const JobPhase = Type.Union([
  Type.Literal('importing'),
  Type.Literal('executing'),
  Type.Literal('finishing'),
]);
export type JobPhase = Type.Static<typeof JobPhase>;

/** Why a job is paused. `disk_full` and `provider_down` end by themselves. */
export const PauseReason = Type.Union([
  Type.Literal('user'),
  Type.Literal('disk_full'),
  Type.Literal('provider_down'),
  Type.Literal('credentials'),
]);
export type PauseReason = Type.Static<typeof PauseReason>;

/** How a job is run. Anything else is refused. */
export const JobOptions = Type.Object(
  {
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 32 })),
    random_seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    constraints: Type.Optional(Constraints),
    model: Type.Optional(
      Type.String({ minLength: 1, description: 'Model of the steps that name none' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, description: 'First n seeds only' })),
    set: Type.Optional(
      Type.Unsafe<JsonObject>({
        type: 'object',
        description: 'Config values to replace, by "<step_id>.<key>"',
      }),
    ),
    reuse: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Take stored calls of other jobs before buying',
      }),
    ),
    target_records: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000_000,
        description: 'Seeds take turns until that many records passed all filters',
      }),
    ),
    max_executions: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000_000,
        description: 'With target_records: where it stops trying; default 10 × target_records',
      }),
    ),
    stop_on_error: Type.Optional(
      Type.Boolean({ default: false, description: 'The first failure ends the job as failed' }),
    ),
    strict: Type.Optional(
      Type.Boolean({ default: true, description: 'False skips bad seeds and lists them' }),
    ),
    wrap: Type.Optional(
      Type.Boolean({ default: false, description: 'Take objects without metadata as metadata' }),
    ),
  },
  { additionalProperties: false },
);
export type JobOptions = Type.Static<typeof JobOptions>;

/** What a job goes on with: what is named replaces what it had. */
export const ResumeOptions = withoutDefaults(
  Type.Object(
    {
      constraints: Type.Optional(Constraints),
      concurrency: JobOptions.properties.concurrency,
      max_executions: JobOptions.properties.max_executions,
    },
    { additionalProperties: false },
  ),
);
export type ResumeOptions = Type.Static<typeof ResumeOptions>;

/** What a rerun has other than the job before; without `reuse` it reuses. */
export const RerunOptions = withoutDefaults(JobOptions);
export type RerunOptions = Type.Static<typeof RerunOptions>;

/** Which failed executions to run again; absent: all. */
export const FailedFilter = Type.Object(
  {
    execution_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    reason: Type.Optional(
      Type.String({ minLength: 1, description: 'Code or whole message of the reason' }),
    ),
  },
  { additionalProperties: false },
);
export type FailedFilter = Type.Static<typeof FailedFilter>;

/** All executions of one pipeline over one seed file. */
export const Job = Type.Object({
  id: Id,
  pipeline_id: Id,
  status: JobStatus,
  phase: Type.Union([JobPhase, Type.Null()]),
  pause_reason: Type.Union([PauseReason, Type.Null()]),
  total_seeds: Type.Integer({ minimum: 0, description: 'Executions known so far' }),
  current_seed: Type.Integer({ minimum: 0, description: 'Executions ended' }),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  records_generated: Type.Integer({ minimum: 0 }),
  records_failed: Type.Integer({ minimum: 0 }),
  records_filtered: Type.Integer({ minimum: 0 }),
  current_block: Type.String(),
  current_step: Type.String(),
  error: Type.String(),
  warnings: Type.Array(Type.String()),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()], { description: 'US dollars; null: no price' }),
  saved_cost: Type.Number({ description: 'What replayed and reused calls spared' }),
  random_seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
  options: JobOptions,
  running_time: Type.Number({ minimum: 0, description: 'Seconds in which it was running' }),
  created_at: Timestamp,
  started_at: Type.Union([Timestamp, Type.Null()]),
  completed_at: Type.Union([Timestamp, Type.Null()]),
});
export type Job = Type.Static<typeof Job>;
