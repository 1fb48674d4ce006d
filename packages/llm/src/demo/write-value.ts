import type { Json, JsonObject } from '@datagenflow/contracts';
import {
  isObject,
  resolveRef,
  schemaList,
  schemaMap,
  typesOf,
} from '../structured/schema-nodes.js';
import { chooseOption } from './choose-option.js';
import type { SeededRandom } from './seeded-random.js';
import type { Topic } from './topic.js';
import { writeNumber } from './write-number.js';
import { writeString } from './write-string.js';

/** What a value is written from. */
export interface ValueContext {
  root: JsonObject;
  topic: Topic;
  random: SeededRandom;
}

/** Below this depth only what is required is written, so that recursive schemas end. */
const FULL_DEPTH = 4;

/**
 * A value that fits a JSON Schema, as far as writing forward can: `not`, `if` and the like are
 * left to luck, so the caller checks it and tries again with other numbers.
 */
export function writeValue(schema: JsonObject, context: ValueContext, name = '', depth = 0): Json {
  const { topic, random } = context;
  const node = flatten(schema, context, depth);
  if (node['const'] !== undefined) return node['const'];
  if (Array.isArray(node['enum']) && node['enum'].length > 0) {
    return chooseOption(node['enum'], topic, random);
  }
  switch (chooseType(node, context, depth)) {
    case 'object':
      return writeObject(node, context, depth);
    case 'array':
      return writeArray(node, context, name, depth);
    case 'integer':
      return writeNumber(node, random, name, true);
    case 'number':
      return writeNumber(node, random, name, false);
    case 'boolean':
      return random.next() < 0.7;
    case 'null':
      return null;
    default:
      return writeString(node, topic, random, name);
  }
}

/** One schema without `$ref`, `allOf`, `anyOf` and `oneOf`: a branch is chosen and merged in. */
function flatten(schema: JsonObject, context: ValueContext, depth: number): JsonObject {
  let node = schema;
  for (let hops = 0; hops < 32; hops += 1) {
    const ref = node['$ref'];
    const [key] = ['allOf', 'anyOf', 'oneOf'].filter((word) => schemaList(node, word).length > 0);
    if (typeof ref === 'string') {
      const { $ref: _, ...rest } = node;
      node = merge(resolveRef(context.root, ref) ?? {}, rest);
    } else if (key !== undefined) {
      const { [key]: _, ...rest } = node;
      const branches = schemaList(node, key);
      const chosen = key === 'allOf' ? branches : [chooseBranch(branches, context, depth)];
      node = chosen.reduce(merge, rest);
    } else return node;
  }
  return node;
}

/** Deep down a branch that ends: null, a plain value, anything but a reference. */
function chooseBranch(branches: JsonObject[], { random }: ValueContext, depth: number): JsonObject {
  const real = branches.filter((branch) => branch['type'] !== 'null');
  if (depth <= FULL_DEPTH) return random.pick(real.length > 0 ? real : branches);
  const rank = (branch: JsonObject): number =>
    branch['type'] === 'null' ? 0 : '$ref' in branch ? 3 : typesOf(branch)[0] === 'object' ? 2 : 1;
  return branches.toSorted((a, b) => rank(a) - rank(b))[0] as JsonObject;
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...a, ...b };
  if (isObject(a['properties']) && isObject(b['properties'])) {
    const properties: JsonObject = { ...a['properties'], ...b['properties'] };
    for (const key of Object.keys(a['properties'])) {
      const [left, right] = [a['properties'][key], b['properties'][key]];
      if (isObject(left) && isObject(right)) properties[key] = merge(left, right);
    }
    merged['properties'] = properties;
  }
  if (Array.isArray(a['required']) && Array.isArray(b['required'])) {
    merged['required'] = [...new Set([...a['required'], ...b['required']])];
  }
  return merged;
}

function chooseType(node: JsonObject, { random }: ValueContext, depth: number): string {
  const types = typesOf(node);
  if (depth > FULL_DEPTH && types.includes('null')) return 'null';
  const real = types.filter((type) => type !== 'null');
  return real.length > 0 ? random.pick(real) : (types[0] ?? 'string');
}

function writeObject(node: JsonObject, context: ValueContext, depth: number): JsonObject {
  const properties = schemaMap(node, 'properties');
  const required = Array.isArray(node['required']) ? node['required'].map(String) : [];
  const names = depth < FULL_DEPTH ? [...Object.keys(properties), ...required] : required;
  const extra = isObject(node['additionalProperties']) ? node['additionalProperties'] : {};
  const value: JsonObject = {};
  for (const name of new Set(names)) {
    value[name] = writeValue(properties[name] ?? extra, context, name, depth + 1);
  }
  const wanted = Math.max(
    count(node, 'minProperties', 0),
    isObject(node['additionalProperties']) ? 2 : 0,
  );
  for (
    let index = 1;
    Object.keys(value).length < wanted && node['additionalProperties'] !== false;
    index += 1
  ) {
    value[`item_${index}`] = writeValue(extra, context, '', depth + 1);
  }
  return value;
}

function writeArray(node: JsonObject, context: ValueContext, name: string, depth: number): Json[] {
  const prefix = schemaList(node, 'prefixItems');
  const items = isObject(node['items']) ? node['items'] : {};
  const min = count(node, 'minItems', depth < FULL_DEPTH ? Math.max(2, prefix.length) : 0);
  const most = node['items'] === false ? prefix.length : min + (depth < FULL_DEPTH ? 1 : 0);
  const max = Math.max(Math.min(count(node, 'maxItems', most), most), count(node, 'minItems', 0));
  const length = context.random.integer(Math.min(min, max), max);
  const values: Json[] = [];
  const seen = new Set<string>();
  for (let tries = 0; values.length < length && tries < length * 20 + 20; tries += 1) {
    const value = writeValue(prefix[values.length] ?? items, context, singular(name), depth + 1);
    const key = JSON.stringify(value);
    const retryable = tries < length * 10;
    if (seen.has(key) && (node['uniqueItems'] === true || retryable)) continue;
    seen.add(key);
    values.push(value);
  }
  return values;
}

function count(node: JsonObject, key: string, fallback: number): number {
  const value = node[key];
  return typeof value === 'number' ? value : fallback;
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/s$/, '');
}
