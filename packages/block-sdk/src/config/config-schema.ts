import type { JsonObject } from '@datagenflow/contracts';
import type { BlockDefinition } from '../block/block-definition.js';

/** The config’s JSON Schema as plain JSON. Unknown keys are refused unless it allows them. */
export function configSchemaOf(definition: Pick<BlockDefinition, 'config'>): JsonObject {
  const schema = JSON.parse(
    JSON.stringify(definition.config ?? { type: 'object', properties: {} }),
  ) as JsonObject;
  return { ...schema, additionalProperties: schema['additionalProperties'] ?? false };
}
