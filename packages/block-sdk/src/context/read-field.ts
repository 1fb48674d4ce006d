import { ValidationError, type Json, type JsonObject } from '@datagenflow/contracts';

/** Reads a field; see `BlockContext.get`. */
export function readField(state: Readonly<JsonObject>, key: string, fallback: unknown): unknown {
  const value = Object.hasOwn(state, key) ? state[key] : undefined;
  if (fallback === undefined) return value;
  if (value === undefined || value === null) return fallback;
  const found = kindOf(value);
  const wanted = kindOf(fallback as Json);
  if (wanted === found || fallback === null) return value;
  throw new ValidationError(
    `Field '${key}' is ${article(found)}, but ${article(wanted)} is needed. ` +
      'Change what writes it, or read it without a fallback.',
    { code: 'field_type', detail: { field: key, found, wanted } },
  );
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(kind: string): string {
  if (kind === 'null') return kind;
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
