import type { IndexedSeed, Json, JsonObject } from '@datagenflow/contracts';

const MAX_REPETITIONS = 1_000_000;

/** A seed, or what is wrong with it, to be read behind “Seed 3”. */
export type FoundSeed = { seed: Omit<IndexedSeed, 'seed_index'> } | { problem: string };

/** Takes a value as a seed. @param wrap take objects without `metadata` as the metadata */
export function readSeed(value: Json, wrap: boolean): FoundSeed {
  if (!isObject(value))
    return { problem: 'is not an object. A seed looks like {"metadata": {…}}.' };
  if (wrap && !isObject(value.metadata)) return { seed: { repetitions: 1, metadata: value } };
  const { repetitions = 1, metadata, ...extra } = value;
  if (metadata === undefined) {
    return {
      problem:
        'is missing the required \'metadata\' field. Did you mean to wrap it, {"metadata": {…}}? The option wrap does that.',
    };
  }
  if (!isObject(metadata)) return { problem: "has a 'metadata' field that is not an object." };
  if (!isCount(repetitions)) {
    return {
      problem: `has 'repetitions' that is not a whole number from 0 to ${MAX_REPETITIONS}.`,
    };
  }
  const isExtended = Object.keys(extra).length > 0;
  return { seed: { repetitions, metadata, ...(isExtended ? { extra } : {}) } };
}

function isCount(value: Json): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_REPETITIONS;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
