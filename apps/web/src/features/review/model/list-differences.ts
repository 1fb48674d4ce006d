import type { Json, JsonObject } from '@datagenflow/contracts';

/** One place in which two objects differ. Undefined: there was, or is, nothing. */
export interface Difference {
  /** Keys joined by dots. */
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** Where two objects differ, down to the innermost objects that both have. */
export function listDifferences(before: JsonObject, after: JsonObject, prefix = ''): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [a, b] = [before[name], after[name]];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const path = `${prefix}${name}`;
    if (isObject(a) && isObject(b)) return listDifferences(a, b, `${path}.`);
    return [{ path, before: a, after: b }];
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
