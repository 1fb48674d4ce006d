import { Type } from '../typebox.js';
import { JsonObject } from './json.js';
import { Problem } from './problem.js';
import { Id, Timestamp } from './scalars.js';

const Limit = (description: string) => Type.Integer({ minimum: -1, default: -1, description });

/** Limits of a job; -1 is unlimited. Reaching a limit counts as exceeding it. */
export const Constraints = Type.Object(
  {
    max_total_tokens: Type.Optional(Limit('Input, output and cached tokens together')),
    max_total_input_tokens: Type.Optional(Limit('Input tokens')),
    max_total_output_tokens: Type.Optional(Limit('Output tokens')),
    max_total_cached_tokens: Type.Optional(Limit('Cached tokens')),
    max_total_execution_time: Type.Optional(Limit('Seconds in which the job was running')),
    max_total_cost: Type.Optional(
      Type.Number({ minimum: -1, default: -1, description: 'US dollars' }),
    ),
  },
  { additionalProperties: false },
);
export type Constraints = Type.Static<typeof Constraints>;

/** How often a failed step is tried again, and the first pause; pauses double. */
export const StepRetry = Type.Object(
  {
    attempts: Type.Integer({ minimum: 1, maximum: 20, description: 'Tries in all' }),
    backoff_ms: Type.Integer({ minimum: 0, maximum: 600_000 }),
  },
  { additionalProperties: false },
);
export type StepRetry = Type.Static<typeof StepRetry>;

/** One block, configured, at one place in a pipeline. */
export const Step = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$',
        description: 'Given at save, kept on reordering',
      }),
    ),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    type: Type.String({ minLength: 1, maxLength: 200, description: 'Type of the block' }),
    config: Type.Optional(JsonObject),
    when: Type.Optional(
      Type.String({ description: 'A prompt; the step is skipped when it renders to false' }),
    ),
    outputs: Type.Optional(
      Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 200 }), {
        description: 'Renames: declared output to field',
      }),
    ),
    retry: Type.Optional(StepRetry),
    timeout_ms: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 86_400_000, description: 'Own running time; 120,000' }),
    ),
  },
  { additionalProperties: false },
);
export type Step = Type.Static<typeof Step>;

/** A step as it is stored: with its id. */
export type SavedStep = Step & { id: string };

/** Where the editor draws each step. The engine ignores it. */
export const Layout = Type.Record(
  Type.String(),
  Type.Object({ x: Type.Number(), y: Type.Number() }, { additionalProperties: false }),
);
export type Layout = Type.Static<typeof Layout>;

/** A pipeline as a user writes it: data, never code. */
export const PipelineDefinition = Type.Object(
  {
    schema_version: Type.Optional(Type.Literal(1)),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 10_000 })),
    blocks: Type.Array(Step, { minItems: 1, maxItems: 1_000 }),
    constraints: Type.Optional(Constraints),
    layout: Type.Optional(Layout),
  },
  { additionalProperties: false },
);
export type PipelineDefinition = Type.Static<typeof PipelineDefinition>;

/** A definition as it is stored: each step has an id. */
export type SavedDefinition = Omit<PipelineDefinition, 'blocks' | 'schema_version'> & {
  schema_version: 1;
  blocks: SavedStep[];
};

const FieldName = Type.String({ minLength: 1, maxLength: 200 });
const FieldNames = (description: string) =>
  Type.Array(FieldName, { default: [], maxItems: 1_000, uniqueItems: true, description });

/** How the records of a pipeline are shown in review, and which fields are indexed. */
export const ReviewLayout = Type.Object(
  {
    field_order: Type.Object(
      {
        primary: FieldNames('Shown first, in this order'),
        secondary: FieldNames('Shown behind them'),
        hidden: FieldNames('Not shown'),
      },
      { additionalProperties: false },
    ),
    indexed_fields: Type.Optional(
      Type.Array(FieldName, {
        maxItems: 4,
        uniqueItems: true,
        description: 'Sorted and filtered fast',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ReviewLayout = Type.Static<typeof ReviewLayout>;

/** A stored pipeline. */
export const Pipeline = Type.Object({
  id: Id,
  name: Type.String(),
  definition: Type.Unsafe<SavedDefinition>(PipelineDefinition),
  validation_config: ReviewLayout,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Pipeline = Type.Static<typeof Pipeline>;

/** A stored pipeline, and what its first block is: it tells what kind of seeds it takes. */
export const PipelineDetail = Type.Object({
  ...Pipeline.properties,
  first_block_type: Type.Union([Type.String(), Type.Null()]),
  first_block_is_multiplier: Type.Boolean({ description: 'False as well for an unknown block' }),
});
export type PipelineDetail = Type.Static<typeof PipelineDetail>;

/** Answer to a written pipeline. Problems do not keep it from being saved. */
export const PipelineSaved = Type.Object({
  id: Id,
  name: Type.String(),
  problems: Type.Array(Problem),
});
export type PipelineSaved = Type.Static<typeof PipelineSaved>;
