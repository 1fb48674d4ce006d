import type { BlockDescription, JsonObject } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import { blockLabel } from '../block/block-type.js';
import { instantiate } from './instantiate.js';
import type { BlockClass } from './is-block-class.js';
import { readDefinition } from './read-definition.js';

/**
 * What a block does with this config.
 * @throws ConfigError when the config is invalid, PromptError when a prompt in it is.
 */
export function describeBlock(
  blockClass: BlockClass,
  config: JsonObject = {},
  schemas?: SchemaCompiler,
): BlockDescription {
  const instance = instantiate(blockClass, config, schemas);
  return {
    outputs: [...instance.describeOutputs(instance.config)],
    required_fields: [...instance.requiredFields(instance.config)],
    is_multiplier: readDefinition(blockClass, blockLabel(blockClass)).is_multiplier,
  };
}
