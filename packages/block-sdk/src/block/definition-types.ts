import type { Json, JsonObject } from '@datagenflow/contracts';
import type { Static, TObject } from '@datagenflow/contracts/typebox';
import type { BlockDefinition } from './block-definition.js';

/** What `this.config` is: the static type of the schema, defaults applied. */
export type ConfigOf<D extends BlockDefinition> = BlockDefinition extends D
  ? JsonObject
  : D extends { config: infer C extends TObject }
    ? Static<C>
    : Record<never, never>;

/** What a block is made from: any key may be left out, since it may have a default. */
export type ConfigInput<D extends BlockDefinition> = Partial<ConfigOf<D>>;

/** The fields that one return of a block may hold. */
export type FieldsOf<D extends BlockDefinition> =
  IsOpen<D> extends true ? { [field: string]: Json } : { [field in D['outputs'][number]]?: Json };

/** What `execute` returns: fields, or one entry per branch for a multiplier. */
export type OutputOf<D extends BlockDefinition> = D extends { is_multiplier: true }
  ? FieldsOf<D>[]
  : BlockDefinition extends D
    ? FieldsOf<D> | FieldsOf<D>[]
    : FieldsOf<D>;

/** Whether the outputs can't be told from the definition alone. */
export type IsOpen<D extends BlockDefinition> = string extends D['outputs'][number]
  ? true
  : '*' extends D['outputs'][number]
    ? true
    : D extends { outputs_from: string }
      ? true
      : false;
