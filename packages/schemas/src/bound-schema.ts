import type { Json, JsonObject } from '@datagenflow/contracts';
import { SchemaError } from './schema-error.js';

const MAX_BYTES = 128 * 1024;
const MAX_DEPTH = 32;
const MAX_NODES = 2_000;
const MAX_EXPANDED_NODES = 20_000;

const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef']);
const DATA = new Set(['default', 'const', 'enum', 'examples', 'example']);
const MAPS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/**
 * Refuses a schema that could exhaust us or reach outside itself: more than 128 KB, 32 levels,
 * 2,000 objects and arrays, 20,000 with references followed, or a reference to another document.
 * @throws SchemaError
 */
export function boundSchema(schema: JsonObject, text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_BYTES) throw tooLarge(`${bytes} bytes`, `${MAX_BYTES}`);
  countNodes(schema);
  countExpanded(schema, '', { root: schema, sizes: new Map() });
}

function countNodes(schema: JsonObject): void {
  let nodes = 0;
  const visit = (value: Json, depth: number, within: string): void => {
    if (typeof value !== 'object' || value === null) return;
    nodes += 1;
    if (nodes > MAX_NODES) throw tooLarge(`more than ${MAX_NODES} nodes`, `${MAX_NODES}`);
    if (depth > MAX_DEPTH) throw tooLarge(`more than ${MAX_DEPTH} levels`, `${MAX_DEPTH}`);
    for (const [key, child] of Object.entries(value)) {
      if (!Array.isArray(value)) refuseOutside(key, child, depth === 1);
      if (isData(key, within)) refuseDepth(child, depth + 1);
      else visit(child, depth + 1, key);
    }
  };
  visit(schema, 1, '');
}

/** Whether what stands under this key is a value and no schema. */
function isData(key: string, within: string): boolean {
  return DATA.has(key) && !MAPS.has(within);
}

function refuseOutside(key: string, value: Json, isRoot: boolean): void {
  if (typeof value !== 'string') return;
  if (REFERENCES.has(key) && !value.startsWith('#')) {
    throw new SchemaError(
      'schema_ref_refused',
      `The schema has a $ref to other documents ('${value.slice(0, 200)}'). ` +
        `Copy what it refers to under $defs and use '#/$defs/NAME'.`,
      { ref: value.slice(0, 200) },
    );
  }
  if (key === '$id' && !isRoot) {
    throw new SchemaError(
      'schema_ref_refused',
      `The schema has a nested $id ('${value.slice(0, 200)}'). Remove it and refer by '#/$defs/NAME'.`,
      { id: value.slice(0, 200) },
    );
  }
}

function refuseDepth(value: Json, depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge(`more than ${MAX_DEPTH} levels`, `${MAX_DEPTH}`);
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) refuseDepth(child, depth + 1);
}

interface Expansion {
  root: JsonObject;
  sizes: Map<Json, number>;
}

/** Nodes visited when every reference is followed; a reference into itself counts once. */
function countExpanded(value: Json, within: string, expansion: Expansion): number {
  const { root, sizes } = expansion;
  if (typeof value !== 'object' || value === null) return 0;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  sizes.set(value, 1);
  let size = 1;
  for (const [key, child] of Object.entries(value)) {
    if (isData(key, within)) continue;
    const target = key === '$ref' && typeof child === 'string' ? resolve(child, root) : child;
    size += countExpanded(target, key, expansion);
  }
  if (size > MAX_EXPANDED_NODES) {
    throw tooLarge(
      `more than ${MAX_EXPANDED_NODES} nodes behind its $refs`,
      `${MAX_EXPANDED_NODES}`,
    );
  }
  sizes.set(value, size);
  return size;
}

function resolve(reference: string, root: JsonObject): Json {
  let target: Json = root;
  for (const part of reference.slice(1).split('/').filter(Boolean)) {
    if (typeof target !== 'object' || target === null) return null;
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const inner: Json | undefined = Object.hasOwn(target, key)
      ? (target as JsonObject)[key]
      : undefined;
    if (inner === undefined) return null;
    target = inner;
  }
  return target;
}

function tooLarge(what: string, limit: string): SchemaError {
  return new SchemaError(
    'schema_too_large',
    `The schema has ${what}; the limit is ${limit}. Make it smaller.`,
    { limit },
  );
}
