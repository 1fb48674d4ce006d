import type { Json, JsonObject } from '@datagenflow/contracts';

/**
 * The value of a field reference: the field of that name, else what a dotted path such as
 * `generated.items.0` leads to. Undefined when there is none.
 */
export function readPath(state: Readonly<JsonObject>, reference: string): Json | undefined {
  if (Object.hasOwn(state, reference)) return state[reference];
  let value: Json | undefined = state;
  for (const part of reference.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = (value as JsonObject)[part];
  }
  return value;
}

/** The field that a reference starts from. */
export function rootOf(reference: string): string {
  return reference.split('.', 1)[0] ?? reference;
}
