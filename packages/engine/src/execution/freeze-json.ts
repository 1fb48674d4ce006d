import { ValidationError, type Json, type JsonObject } from '@datagenflow/contracts';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 500;

/**
 * Checks that a value is plain JSON of at most 16 MB and freezes it, so that it can be shared
 * without copying.
 * @throws ValidationError `not_json` naming the path of the first value that JSON can't carry
 */
export function freezeJson(value: unknown): Json {
  const walk = { bytes: 0, open: new Set<object>() };
  visit(value, '', walk);
  return value as Json;
}

/** {@link freezeJson} for what has to be an object. */
export function freezeJsonObject(value: unknown): JsonObject {
  if (!isPlainObject(value)) throw notJson('', value, 'has to be a plain object');
  return freezeJson(value) as JsonObject;
}

interface Walk {
  bytes: number;
  /** Objects on the way from the root: meeting one again is a cycle. */
  open: Set<object>;
}

function visit(value: unknown, path: string, walk: Walk): void {
  switch (typeof value) {
    case 'string':
      return grow(walk, value.length + 2);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(path, value, 'is not a finite number');
      return grow(walk, 8);
    case 'boolean':
      return grow(walk, 5);
    case 'object':
      if (value === null) return grow(walk, 4);
      return visitObject(value, path, walk);
    default:
      throw notJson(path, value, 'is not JSON');
  }
}

function visitObject(value: object, path: string, walk: Walk): void {
  if (walk.open.has(value)) throw notJson(path, value, 'contains itself');
  if (walk.open.size >= MAX_DEPTH) throw notJson(path, value, 'is nested too deeply');
  walk.open.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) visit(value[i], `${path}/${i}`, walk);
    grow(walk, value.length + 2);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      grow(walk, key.length + 4);
      visit(value[key], `${path}/${key}`, walk);
    }
  } else {
    throw notJson(path, value, 'is not a plain object');
  }
  walk.open.delete(value);
  Object.freeze(value);
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

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notJson(path: string, value: unknown, what: string): ValidationError {
  const place = path === '' ? 'The output' : `The output at ${path}`;
  return new ValidationError(`${place} ${what} (${nameOf(value)}). Blocks return plain JSON.`, {
    code: 'not_json',
    detail: { path, found: nameOf(value) },
  });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  const name =
    typeof prototype === 'object' && prototype !== null ? prototype.constructor.name : 'object';
  return name === 'Object' ? 'an object' : `an instance of ${name}`;
}
