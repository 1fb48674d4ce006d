import type { BlockScope } from '@datagenflow/contracts';
import type { TObject } from '@datagenflow/contracts/typebox';

/** Categories with a colour of their own in the editor; any other name works too. */
export type KnownCategory =
  'seeders' | 'generators' | 'validators' | 'metrics' | 'utilities' | 'integrations' | 'general';

/** What a block says about itself. The same keys as in the API where they mean the same. */
export interface BlockDefinition {
  /** Type to be known by; absent: the name it is exported under. */
  type?: string;
  /** For people. */
  name: string;
  /** For people: what it does, in a sentence or two. */
  description: string;
  /** Where the palette lists it. Default `general`. */
  category?: KnownCategory | (string & {});
  /** State fields it reads; `[]` none, `['*']` any. */
  inputs: readonly string[];
  /** Fields it may return; `['*']` any. */
  outputs: readonly string[];
  /** Key of a config object whose own keys are further outputs. */
  outputs_from?: string;
  /** TypeBox object schema of its config; absent: it takes none. Unknown keys are refused. */
  config?: TObject;
  /** npm requirements beyond the SDK, such as `vader-sentiment@^1.1.3`. */
  dependencies?: readonly string[];
  /** `execute` returns an array: each entry becomes a branch. */
  is_multiplier?: boolean;
  /** `job`: runs once over all records of a job, with `finish` instead of `execute`. */
  scope?: BlockScope;
  /** Raise it when the same input should no longer reuse old results. Default `1`. */
  version?: string;
}

/**
 * Gives back the definition, with its exact type.
 * @example
 * const definition = defineBlock({ name: 'Upper', description: '…', inputs: ['text'], outputs: ['text'] });
 * export class Upper extends BaseBlock<typeof definition> {
 *   static readonly definition = definition;
 *   …
 * }
 */
export function defineBlock<const D extends BlockDefinition>(definition: D): D {
  return definition;
}
