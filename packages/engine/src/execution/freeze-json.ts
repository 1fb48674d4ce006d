import { ValidationError, type Json, type JsonObject } from '@datagenflow/contracts';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 500;

/**
 * Checks that a value is plain JSON of at most 16 MB and freezes it, so that it can be shared
 * without copying.
 * @throws ValidationError `not_json` naming the path of the first value that JSON can't carry;
 * `output_too_large`
 */
export function freezeJson(value: unknown): Json {
  visit(value, { bytes: 0, path: [], open: new Set() });
  return value as Json;
}

/** {@link freezeJson} for what has to be an object. */
export function freezeJsonObject(value: unknown): JsonObject {
  requireObject(value);
  return freezeJson(value) as JsonObject;
}

/** @throws ValidationError `not_json` when it is no plain object; `path` says where it stands */
export function requireObject(
  value: unknown,
  path: readonly (string | number)[] = [],
): asserts value is JsonObject {
  if (!isPlainObject(value)) throw notJson(path, value, 'has to be a plain object');
}

interface Walk {
  /** About as many as its JSON has. */
  bytes: number;
  /** Keys from the root to where the walk is. */
  path: (string | number)[];
  /** Objects from the root to where the walk is: meeting one again is a cycle. */
  open: Set<object>;
}

function visit(value: unknown, walk: Walk): void {
  switch (typeof value) {
    case 'string':
      return grow(walk, Buffer.byteLength(value) + 2);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(walk.path, value, 'is not a finite number');
      return grow(walk, 8);
    case 'boolean':
      return grow(walk, 5);
    case 'object':
      return value === null ? grow(walk, 4) : visitObject(value, walk);
    default:
      throw notJson(walk.path, value, 'is not JSON');
  }
}

function visitObject(value: object, walk: Walk): void {
  if (walk.open.has(value)) throw notJson(walk.path, value, 'contains itself');
  if (walk.open.size >= MAX_DEPTH) throw notJson(walk.path, value, 'is nested too deeply');
  walk.open.add(value);
  if (Array.isArray(value)) {
    grow(walk, value.length + 2);
    for (let i = 0; i < value.length; i += 1) visitAt(i, value[i], walk);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      grow(walk, Buffer.byteLength(key) + 4);
      visitAt(key, value[key], walk);
    }
  } else {
    throw notJson(walk.path, value, 'is not a plain object');
  }
  walk.open.delete(value);
  Object.freeze(value);
}

function visitAt(key: string | number, value: unknown, walk: Walk): void {
  walk.path.push(key);
  visit(value, walk);
  walk.path.pop();
}

function grow(walk: Walk, bytes: number): void {
  walk.bytes += bytes;
  if (walk.bytes > MAX_BYTES) {
    throw new ValidationError(
      `The output is larger than ${MAX_BYTES / 1024 / 1024} MB. Return less, or split the work over a multiplier.`,
      { code: 'output_too_large', detail: { max_bytes: MAX_BYTES } },
    );
  }
}

/** From any realm: its prototype is null or has none itself. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function notJson(
  path: readonly (string | number)[],
  value: unknown,
  what: string,
): ValidationError {
  const pointer = path
    .map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  const place = pointer === '' ? 'The output' : `The output at ${pointer}`;
  const found = nameOf(value);
  return new ValidationError(`${place} ${what} (${found}). Blocks return plain JSON.`, {
    code: 'not_json',
    detail: { path: pointer, found },
  });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name !== 'string' || name === 'Object' ? 'an object' : `an instance of ${name}`;
}
