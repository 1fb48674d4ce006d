import type { Json, JsonObject } from '@datagenflow/contracts';

/** A prompt found in a config. */
export interface ConfigPrompt {
  /** Place in the config, as a JSON pointer. */
  path: string;
  source: string;
}

/** A JSON Schema found in a config. */
export interface ConfigSchema {
  /** Place in the config, as a JSON pointer. */
  path: string;
  schema: JsonObject;
}

/** The prompts in a config: strings whose schema has the hint of `prompt` or `jsonOrPrompt`. */
export function* findConfigPrompts(
  schema: Json | undefined,
  config: Json | undefined,
  path = '',
): Generator<ConfigPrompt> {
  for (const { hint, value, path: place } of findHinted(schema, config, path)) {
    const isPrompt = hint === 'prompt' || hint === 'json_or_prompt';
    if (isPrompt && typeof value === 'string') yield { path: place, source: value };
  }
}

/** The JSON Schemas in a config: objects whose schema has the hint of `jsonSchema`. */
export function* findConfigSchemas(
  schema: Json | undefined,
  config: Json | undefined,
  path = '',
): Generator<ConfigSchema> {
  for (const { hint, value, path: place } of findHinted(schema, config, path)) {
    if (hint === 'json_schema' && isObject(value)) yield { path: place, schema: value };
  }
}

interface Hinted {
  hint: Json;
  value: Json;
  path: string;
}

/** Every value whose schema has a hint. */
function* findHinted(
  schema: Json | undefined,
  value: Json | undefined,
  path: string,
): Generator<Hinted> {
  if (!isObject(schema) || value === undefined) return;
  const hint = schema['x-hint'];
  if (hint !== undefined) yield { hint, value, path };
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (Array.isArray(branches)) {
      for (const branch of branches) yield* findHinted(branch, value, path);
    }
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* findHinted(schema['items'], item, `${path}/${index}`);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const inner = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      yield* findHinted(schemaOfKey(schema, key), item, inner);
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
