import { Type } from '../typebox.js';
import { JsonObject } from './json.js';

/** Where a block or template comes from. */
export const Source = Type.Union([
  Type.Literal('builtin'),
  Type.Literal('custom'),
  Type.Literal('user'),
]);
export type Source = Type.Static<typeof Source>;

/** `execution`: runs in each execution. `job`: runs once, over all records of the job. */
export const BlockScope = Type.Union([Type.Literal('execution'), Type.Literal('job')]);
export type BlockScope = Type.Static<typeof BlockScope>;

/** Why a block can’t be used, and where in its file, as far as that is known. */
export const Unavailability = Type.Object({
  reason: Type.Union([Type.Literal('dependencies_missing'), Type.Literal('failed_to_load')], {
    description: 'What is missing can be installed; what failed to load has to be corrected',
  }),
  file: Type.String({ description: 'Relative to its directory' }),
  line: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  column: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
});
export type Unavailability = Type.Static<typeof Unavailability>;

/** What the palette, the editor’s form and the docs need to know of a block. */
export const BlockInfo = Type.Object({
  type: Type.String(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  inputs: Type.Array(Type.String()),
  outputs: Type.Array(Type.String()),
  outputs_from: Type.Optional(
    Type.String({ description: 'Config key whose object names the outputs' }),
  ),
  config_schema: JsonObject,
  is_multiplier: Type.Boolean(),
  scope: BlockScope,
  dependencies: Type.Array(Type.String()),
  source: Source,
  version: Type.String(),
  available: Type.Boolean(),
  error: Type.Union([Type.String(), Type.Null()]),
  unavailable: Type.Optional(Unavailability),
  overrides: Type.Optional(
    Type.Array(Source, { description: 'Sources whose block of this type is hidden by this one' }),
  ),
});
export type BlockInfo = Type.Static<typeof BlockInfo>;

/** What a block does with a given config. */
export const BlockDescription = Type.Object({
  outputs: Type.Array(Type.String(), { description: '["*"]: any' }),
  required_fields: Type.Array(Type.String(), {
    description: 'Fields of the state; metadata.<name> where it has to be the seed’s own value',
  }),
  is_multiplier: Type.Boolean(),
});
export type BlockDescription = Type.Static<typeof BlockDescription>;
