import { Type } from '../typebox.js';
import type { JsonObject } from './json.js';
import { Problem } from './problem.js';
import { Id } from './scalars.js';
import { Failure, TraceEntry } from './trace.js';
import { Usage } from './usage.js';

/** What to run now, storing nothing. One of `definition` and `pipeline_id`. */
export const PreviewInput = Type.Object(
  {
    definition: Type.Optional(
      Type.Unsafe<JsonObject>({ type: 'object', description: 'A pipeline, stored or not' }),
    ),
    pipeline_id: Type.Optional(Id),
    seeds: Type.Optional(
      Type.Array(Type.Unsafe<JsonObject>({ type: 'object' }), {
        maxItems: 20,
        description: 'Each runs once, whatever its repetitions',
      }),
    ),
    step_id: Type.Optional(
      Type.String({ description: 'Run this step alone, over `state` and the first seed' }),
    ),
    state: Type.Optional(
      Type.Unsafe<JsonObject>({ type: 'object', description: 'Fields written before `step_id`' }),
    ),
    total_seeds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000_000,
        description: 'Seeds of the whole file, repetitions counted: what to estimate for',
      }),
    ),
    concurrency: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 32, description: 'Of the job to be' }),
    ),
  },
  { additionalProperties: false },
);
export type PreviewInput = Type.Static<typeof PreviewInput>;

/** How one path through the pipeline ended. */
export const PreviewResult = Type.Object({
  seed_index: Type.Integer({ minimum: 0 }),
  branch: Type.String(),
  status: Type.Union([Type.Literal('generated'), Type.Literal('filtered'), Type.Literal('failed')]),
  reason: Type.Union([Failure, Type.Null()]),
  step_id: Type.Union([Type.String(), Type.Null()], { description: 'Where it ended early' }),
  result: Type.Unsafe<JsonObject>({ type: 'object', description: 'The state at its end' }),
  trace: Type.Array(TraceEntry),
  trace_id: Type.String(),
});
export type PreviewResult = Type.Static<typeof PreviewResult>;

const Bound = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);

/** An expected value and its 90 % interval; null bounds: one seed shows no spread. */
export const Estimated = Type.Object({
  value: Type.Number({ minimum: 0 }),
  low: Bound,
  high: Bound,
});
export type Estimated = Type.Static<typeof Estimated>;

/** What a job over the whole seed file would take, judging by the seeds that were run. */
export const Estimate = Type.Object({
  total_seeds: Type.Integer({ minimum: 1 }),
  sampled_seeds: Type.Integer({ minimum: 1 }),
  executions: Estimated,
  input_tokens: Estimated,
  output_tokens: Estimated,
  cached_tokens: Estimated,
  cost: Type.Union([Estimated, Type.Null()], { description: 'US dollars; null: no price' }),
  seconds: Estimated,
});
export type Estimate = Type.Static<typeof Estimate>;

/** Answer of `POST /api/preview`. With errors among its problems nothing was run. */
export const Preview = Type.Object({
  problems: Type.Array(Problem),
  results: Type.Array(PreviewResult),
  skipped_branches: Type.Integer({
    minimum: 0,
    description: 'Branches beyond the first five of each multiplier, which were not run',
  }),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()]),
  estimate: Type.Union([Estimate, Type.Null()], { description: 'Null without `total_seeds`' }),
});
export type Preview = Type.Static<typeof Preview>;
