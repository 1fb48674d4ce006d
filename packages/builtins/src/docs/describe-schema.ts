import type { Json, JsonObject } from '@datagenflow/contracts';

/** What a config value is, in words: `text`, `list of fields`, `"a", "b" or null`. */
export function describeType(schema: JsonObject): string {
  const hinted = HINTED[textOf(schema['x-hint'])];
  if (hinted !== undefined) return hinted;
  if (schema['const'] !== undefined) return code(schema['const']);
  const branches = branchesOf(schema);
  if (branches.length > 0) return describeUnion(branches, schema);
  if (schema['type'] === 'array') return `list of ${describeType(objectOf(schema['items']))}`;
  const values = mapValues(schema);
  if (values !== undefined) return `map to ${describeType(values)}`;
  return TYPES[textOf(schema['type'])] ?? 'anything';
}

/** Limits of a config value, in words; empty when there are none. */
export function describeBounds(schema: JsonObject): string {
  const real = branchesOf(schema).filter(({ type }) => type !== 'null' && type !== 'string');
  const bounded = real.length === 1 ? (real[0] ?? schema) : schema;
  const limits = [
    bounded['exclusiveMinimum'] === undefined ? '' : `above ${number(bounded['exclusiveMinimum'])}`,
    describeRange(bounded['minimum'], bounded['maximum'], ''),
    describeRange(bounded['minLength'], bounded['maxLength'], 'character'),
    describeRange(bounded['minItems'], bounded['maxItems'], 'item'),
    describeRange(bounded['minProperties'], bounded['maxProperties'], 'key'),
    bounded['pattern'] === undefined ? '' : `matches ${tick(textOf(bounded['pattern']))}`,
    textOf(bounded['format']),
  ];
  return limits.filter((limit) => limit !== '').join(', ');
}

/** Schemas of which a value has to fit one. */
export function branchesOf(schema: JsonObject): JsonObject[] {
  return (schema['anyOf'] ?? []) as JsonObject[];
}

/** The schema of the values of an object whose keys are free; undefined for any other. */
export function mapValues(schema: JsonObject): JsonObject | undefined {
  return Object.values(objectOf(schema['patternProperties']))[0] as JsonObject | undefined;
}

/** A text of a schema; empty when it is missing or anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A value as code in a table of Markdown. */
export function code(value: Json): string {
  return tick(JSON.stringify(value));
}

const HINTED: Readonly<Record<string, string>> = {
  prompt: 'prompt',
  field_ref: 'field',
  model_ref: 'model or `null`',
  json_schema: 'JSON Schema',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  null: '`null`',
  object: 'object',
};

function describeUnion(branches: readonly JsonObject[], schema: JsonObject): string {
  const isPrompt = schema['x-hint'] === 'json_or_prompt';
  const names = branches.map((branch) =>
    isPrompt && branch['type'] === 'string' ? 'prompt' : describeType(branch),
  );
  const unique = [...new Set(names)];
  const last = unique.pop() ?? '';
  return unique.length === 0 ? last : `${unique.join(', ')} or ${last}`;
}

function describeRange(min: Json | undefined, max: Json | undefined, unit: string): string {
  const name = (limit: Json): string => {
    return unit === '' ? number(limit) : `${number(limit)} ${unit}${limit === 1 ? '' : 's'}`;
  };
  if (min !== undefined && max !== undefined) return `${number(min)} to ${name(max)}`;
  if (min !== undefined) return `at least ${name(min)}`;
  return max === undefined ? '' : `at most ${name(max)}`;
}

function number(value: Json): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : textOf(value);
}

function tick(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
