import type { Json, JsonObject } from '@datagenflow/contracts';
import {
  isObject,
  isObjectSchema,
  resolveRef,
  schemaList,
  schemaMap,
  typesOf,
} from './schema-nodes.js';

/** The key under which a value that is not an object is asked for. */
export const WRAPPER_KEY = 'value';

/**
 * Takes back what an adapted schema adds to a value: `null` for an optional property that may not
 * be null, and the object around a value of another type. Returns a new value.
 */
export function undoAdaptation(value: Json, schema: JsonObject): Json {
  return dropNulls(unwrap(value, schema), [schema], schema);
}

function unwrap(value: Json, schema: JsonObject): Json {
  if (isObjectSchema(schema) || !isObject(value)) return value;
  const inner = value[WRAPPER_KEY];
  return Object.keys(value).length === 1 && inner !== undefined ? inner : value;
}

function dropNulls(value: Json, schemas: JsonObject[], root: JsonObject): Json {
  const branches = branchesOf(schemas, root);
  if (Array.isArray(value)) {
    const items = branches.map((branch) => branch['items']).filter(isObject);
    return items.length === 0 ? value : value.map((item) => dropNulls(item, items, root));
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    const known = branches.map((branch) => schemaMap(branch, 'properties')[key]).filter(isObject);
    if (known.length === 0) return [[key, item]];
    if (item === null && isOptional(key, branches) && !acceptsNull(known, root)) return [];
    return [[key, dropNulls(item, known, root)]];
  });
  return Object.fromEntries(kept);
}

function isOptional(key: string, branches: readonly JsonObject[]): boolean {
  return !branches.some(({ required }) => Array.isArray(required) && required.includes(key));
}

/** Whether any of the schemas allows null. */
export function acceptsNull(schemas: JsonObject[], root: JsonObject): boolean {
  return branchesOf(schemas, root).some((branch) => {
    if (branch['const'] !== undefined) return branch['const'] === null;
    if (Array.isArray(branch['enum'])) return branch['enum'].includes(null);
    const isUnion = ['$ref', 'anyOf', 'oneOf', 'allOf'].some((key) => key in branch);
    const types = typesOf(branch);
    return types.includes('null') || (types.length === 0 && !isUnion);
  });
}

/** The schemas and all they refer to or choose from. */
function branchesOf(schemas: readonly JsonObject[], root: JsonObject): JsonObject[] {
  const found = new Set<JsonObject>();
  const open = [...schemas];
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (found.has(schema)) continue;
    found.add(schema);
    const target = typeof schema['$ref'] === 'string' && resolveRef(root, schema['$ref']);
    if (target) open.push(target);
    for (const key of ['allOf', 'anyOf', 'oneOf']) open.push(...schemaList(schema, key));
  }
  return [...found];
}
