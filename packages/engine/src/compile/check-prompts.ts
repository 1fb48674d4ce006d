import type { Json, JsonObject, Problem } from '@datagenflow/contracts';
import { compileCondition, compilePrompt, type CompiledPrompt } from '@datagenflow/prompts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { problemOf, type StepPlace } from './problem-of.js';

/** Compiles the prompts of a config: the strings at places whose schema carries a prompt hint. */
export function checkPrompts(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  problems: Problem[],
): void {
  for (const { path, source } of findPrompts(block.info.config_schema, config, '/config')) {
    try {
      compilePrompt(source);
    } catch (error) {
      problems.push(problemOf(place, path, error, 'prompt_failed'));
    }
  }
}

/** The condition of a step, or undefined when it has a problem. */
export function checkWhen(
  place: StepPlace,
  source: string,
  problems: Problem[],
): CompiledPrompt | undefined {
  try {
    return compileCondition(source);
  } catch (error) {
    problems.push(problemOf(place, '/when', error, 'prompt_failed'));
    return undefined;
  }
}

interface FoundPrompt {
  /** JSON pointer. */
  path: string;
  source: string;
}

function findPrompts(schema: Json | undefined, config: Json, path: string): FoundPrompt[] {
  if (!isObject(schema)) return [];
  if (typeof config === 'string' && isPrompt(schema)) return [{ path, source: config }];
  const within = [schema.anyOf, schema.oneOf, schema.allOf]
    .flatMap((branches) => (Array.isArray(branches) ? branches : []))
    .flatMap((branch) => findPrompts(branch, config, path));
  if (Array.isArray(config)) {
    const items = config.flatMap((item, i) => findPrompts(schema.items, item, `${path}/${i}`));
    return [...within, ...items];
  }
  if (!isObject(config)) return within;
  const values = Object.entries(config).flatMap(([key, value]) =>
    findPrompts(schemaOfKey(schema, key), value, `${path}/${pointer(key)}`),
  );
  return [...within, ...values];
}

function isPrompt(schema: JsonObject): boolean {
  return schema['x-hint'] === 'prompt' || schema['x-hint'] === 'json_or_prompt';
}

function schemaOfKey({ properties, patternProperties, ...schema }: JsonObject, key: string) {
  if (isObject(properties) && Object.hasOwn(properties, key)) return properties[key];
  const [pattern] = isObject(patternProperties) ? Object.values(patternProperties) : [];
  return pattern ?? schema.additionalProperties;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
