import type { Json, JsonObject } from '@datagenflow/contracts';

/** Whether a JSON value is an object (a schema, a map of schemas). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON value as text: a string as it is, anything else as JSON, nothing as nothing. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The schemas under a key that holds a list of them. */
export function schemaList(schema: JsonObject, key: string): JsonObject[] {
  const list = schema[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The schemas under a key that holds a map of them. */
export function schemaMap(schema: JsonObject, key: string): Record<string, JsonObject> {
  const map = schema[key];
  if (!isObject(map)) return {};
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, JsonObject] => isObject(entry[1])),
  );
}

/** The types a schema names, or those its keywords imply; empty when anything goes. */
export function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((name) => typeof name === 'string');
  if ('properties' in schema || 'required' in schema) return ['object'];
  if ('items' in schema || 'prefixItems' in schema) return ['array'];
  return [];
}

/** The schema that a local `$ref` points at; undefined when it points nowhere. */
export function resolveRef(root: JsonObject, ref: string): JsonObject | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let node: Json | undefined = root;
  for (const part of ref.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(node)) node = node[Number(key)];
    else if (isObject(node)) node = node[key];
    else return undefined;
  }
  return isObject(node) ? node : undefined;
}

/** Whether a schema says by itself that its values are objects, without reference or choice. */
export function isObjectSchema(schema: JsonObject): boolean {
  const types = typesOf(schema);
  return types.length === 1 && types[0] === 'object' && !('anyOf' in schema || '$ref' in schema);
}
