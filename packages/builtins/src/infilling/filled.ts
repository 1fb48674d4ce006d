import type { BlockContext, JsonObject } from '@datagenflow/block-sdk';
import { isBadAnswer } from '../models/is-bad-answer.js';

/** A sample, or why the model’s answer could not be used. */
export type Filled<T = JsonObject> = { sample: T } | { sample?: undefined; error: Error };

/** Turns an unusable answer into a value; any other error is thrown. */
export async function catchBadAnswer<T>(fill: () => Promise<T>): Promise<Filled<T>> {
  try {
    return { sample: await fill() };
  } catch (error) {
    if (isBadAnswer(error)) return { error };
    throw error;
  }
}

/** The samples, with a warning for each that is missing. Throws when none is left. */
export function keepGood(results: readonly Filled[], context: BlockContext): JsonObject[] {
  const samples: JsonObject[] = [];
  let failure: Error | undefined;
  for (const [index, result] of results.entries()) {
    if (result.sample === undefined) {
      failure = result.error;
      context.log.warn(`Sample ${index + 1} of ${results.length} failed: ${failure.message}`);
    } else samples.push(result.sample);
  }
  if (samples.length === 0 && failure !== undefined) throw failure;
  return samples;
}
