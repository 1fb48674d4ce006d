import type { Json, JsonObject } from '@datagenflow/contracts';

/** A prompt found in a config. */
export interface ConfigPrompt {
  /** Place in the config, as a JSON pointer. */
  path: string;
  source: string;
}

/** The prompts in a config: strings whose schema has the hint of `prompt` or `jsonOrPrompt`. */
export function* findConfigPrompts(
  schema: Json | undefined,
  value: Json | undefined,
  path = '',
): Generator<ConfigPrompt> {
  if (!isObject(schema) || value === undefined) return;
  if (typeof value === 'string') {
    const hint = schema['x-hint'];
    if (hint === 'prompt' || hint === 'json_or_prompt') return yield { path, source: value };
  }
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (Array.isArray(branches)) {
      for (const branch of branches) yield* findConfigPrompts(branch, value, path);
    }
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* findConfigPrompts(schema['items'], item, `${path}/${index}`);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const inner = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      yield* findConfigPrompts(schemaOfKey(schema, key), item, inner);
    }
  }
}

function schemaOfKey(schema: JsonObject, key: string): Json | undefined {
  const { properties, patternProperties, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) return properties[key];
  const [record] = isObject(patternProperties) ? Object.values(patternProperties) : [];
  return record ?? additionalProperties;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
