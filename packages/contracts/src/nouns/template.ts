import { Type } from '../typebox.js';
import { PipelineDefinition } from './pipeline.js';
import { Id } from './scalars.js';
import { Problem } from './problem.js';
import { Seed } from './seed.js';
import { Source } from './block.js';

/** A template file, as YAML or JSON holds it. */
export const TemplateFile = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 10_000 })),
    blocks: PipelineDefinition.properties.blocks,
    constraints: PipelineDefinition.properties.constraints,
    example_seed: Type.Optional(Type.Array(Seed)),
  },
  { additionalProperties: false },
);
export type TemplateFile = Type.Static<typeof TemplateFile>;

/** A template as lists show it. */
export const TemplateInfo = Type.Object({
  id: Type.String({ description: 'Name of the file without its ending' }),
  name: Type.String(),
  description: Type.String(),
  blocks: Type.Array(Type.String(), { description: 'Block types in order' }),
  example_seed: Type.Union([Type.Array(Seed), Type.Null()]),
  source: Source,
});
export type TemplateInfo = Type.Static<typeof TemplateInfo>;

/** Answer of `POST /api/pipelines/from_template/{template_id}`. */
export const PipelineFromTemplate = Type.Object({
  id: Id,
  name: Type.String(),
  template_id: Type.String(),
  problems: Type.Array(Problem),
});
export type PipelineFromTemplate = Type.Static<typeof PipelineFromTemplate>;
