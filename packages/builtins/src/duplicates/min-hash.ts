import { mix } from './shingles.js';

/** Length of a signature. */
export const PERMUTATIONS = 128;

const SEEDS = Uint32Array.from({ length: PERMUTATIONS }, (_, index) =>
  mix(Math.imul(index + 1, 0x9e37_79b9)),
);

/**
 * The signature of a set of 32-bit hashes: the smallest of them under each of 128 permutations
 * (A. Z. Broder, “On the resemblance and containment of documents”, 1997). Two signatures agree at
 * a place as often as the sets have elements in common: P = |A ∩ B| / |A ∪ B|.
 */
export function signMinHash(hashes: Iterable<number>): Uint32Array {
  const signature = new Uint32Array(PERMUTATIONS).fill(0xffff_ffff);
  for (const hash of hashes) {
    for (let place = 0; place < PERMUTATIONS; place += 1) {
      const permuted = mix(hash ^ (SEEDS[place] ?? 0)) >>> 0;
      if (permuted < (signature[place] ?? 0)) signature[place] = permuted;
    }
  }
  return signature;
}

/**
 * The share of places at which two signatures agree: an unbiased estimate of the Jaccard similarity
 * s of the sets, with a standard error of √(s(1 − s) / 128), at most 0.045.
 */
export function estimateSimilarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let place = 0; place < PERMUTATIONS; place += 1) if (a[place] === b[place]) equal += 1;
  return equal / PERMUTATIONS;
}
