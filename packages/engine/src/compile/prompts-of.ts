import type { Json, JsonObject } from '@datagenflow/contracts';

/** A prompt found in a config, with its place as a JSON pointer. */
export interface FoundPrompt {
  path: string;
  source: string;
}

/** The prompts of a config: the strings at places whose schema carries a prompt hint. */
export function promptsOf(schema: Json, config: Json, path = ''): FoundPrompt[] {
  if (!isObject(schema)) return [];
  if (typeof config === 'string') return isPrompt(schema) ? [{ path, source: config }] : [];
  if (Array.isArray(config)) {
    return config.flatMap((item, i) => promptsOf(schema.items ?? null, item, `${path}/${i}`));
  }
  if (!isObject(config)) return [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(config).flatMap(([key, value]) =>
    promptsOf(properties[key] ?? schema.additionalProperties ?? null, value, `${path}/${pointer(key)}`),
  );
}

function isPrompt(schema: JsonObject): boolean {
  return schema.prompt === true || schema.json_or_prompt !== undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
