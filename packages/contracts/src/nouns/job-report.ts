import { Type } from '../typebox.js';
import { JobStatus } from './job.js';
import { Id } from './scalars.js';
import { Usage } from './usage.js';

const Count = Type.Integer({ minimum: 0 });

/**
 * How values are spread. Percentiles are of nearest rank, read from a histogram whose buckets are
 * 2 % wide: within 1 % of the value. Count, least, greatest and mean are exact.
 */
export const Distribution = Type.Object({
  count: Type.Integer({ minimum: 1 }),
  min: Type.Number(),
  max: Type.Number(),
  mean: Type.Number(),
  p50: Type.Number(),
  p90: Type.Number(),
  p95: Type.Number(),
  p99: Type.Number(),
  histogram: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), count: Count }), {
    description: 'Ten parts of equal width from min to max, or one',
  }),
});
export type Distribution = Type.Static<typeof Distribution>;

/** Why executions failed or were filtered. */
export const ReasonCount = Type.Object({
  status: Type.Union([Type.Literal('filtered'), Type.Literal('failed')]),
  code: Type.String(),
  step_id: Type.Union([Type.String(), Type.Null()]),
  message: Type.String({ description: 'That of one of them' }),
  count: Count,
});
export type ReasonCount = Type.Static<typeof ReasonCount>;

/** What a step took, over all executions that reached it. */
export const StepReport = Type.Object({
  step_id: Type.String(),
  block_type: Type.String(),
  ok: Count,
  skipped: Count,
  filtered: Count,
  failed: Count,
  attempts: Count,
  seconds: Type.Union([Distribution, Type.Null()], { description: 'Null: it never ran' }),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()], { description: 'US dollars; null: no price' }),
});
export type StepReport = Type.Static<typeof StepReport>;

/** A field of the records. */
export const FieldReport = Type.Object({ field: Type.String(), distribution: Distribution });
export type FieldReport = Type.Static<typeof FieldReport>;

/** Answer of `GET /api/jobs/{id}/report`: what a job has come to so far. */
export const JobReport = Type.Object({
  job_id: Id,
  status: JobStatus,
  counts: Type.Object({
    generated: Count,
    filtered: Count,
    failed: Count,
    fanned_out: Count,
    unfinished: Count,
  }),
  reasons: Type.Array(ReasonCount, { description: 'Most frequent first, at most 200' }),
  steps: Type.Array(StepReport, { description: 'In the order of the pipeline' }),
  scores: Type.Array(FieldReport, { description: 'Numbers and booleans (0 and 1); 100 fields' }),
  lengths: Type.Array(FieldReport, { description: 'Characters of texts; 100 fields' }),
});
export type JobReport = Type.Static<typeof JobReport>;
