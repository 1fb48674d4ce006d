import type { JsonObject } from '../nouns/json.js';
import type { TraceDelta, TraceEntry } from '../nouns/trace.js';

/**
 * Rebuilds what each step read and left behind from the deltas alone: a step reads the state
 * before it, and its output is merged over that, later keys winning. What is known no more of an output
 * is not in the state either.
 * @param start the state before the first delta: the seed’s values, then what ancestors wrote
 */
export function rebuildTrace(start: JsonObject, deltas: readonly TraceDelta[]): TraceEntry[] {
  let state = start;
  return deltas.map((delta) => {
    const input = state;
    state = delta.output === null ? state : { ...without(state, delta.removed), ...delta.output };
    return { ...delta, input, accumulated_state: state };
  });
}

function without(state: JsonObject, fields: readonly string[] = []): JsonObject {
  if (fields.length === 0) return state;
  return Object.fromEntries(Object.entries(state).filter(([field]) => !fields.includes(field)));
}
