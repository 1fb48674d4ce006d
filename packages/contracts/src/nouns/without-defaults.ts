import { Type, type TObject } from '../typebox.js';

/**
 * The same object without defaults at any depth: for changes, where what is left out stays as it
 * was.
 */
export function withoutDefaults<T extends TObject>(schema: T): ReturnType<typeof unsafe<T>> {
  return unsafe<T>(strip(schema) as object);
}

function unsafe<T extends TObject>(schema: object) {
  return Type.Unsafe<Type.Static<T>>(schema);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'default');
  return Object.fromEntries(entries.map(([key, inner]) => [key, strip(inner)]));
}
