import { estimateSimilarity, signMinHash } from './min-hash.js';
import { shingle } from './shingles.js';

/** What is kept of a text: 512 bytes, and up to 2 KB more when it is short enough. */
export interface TextSketch {
  signature: Uint32Array;
  /** All shingles in ascending order; undefined for a text with more than 512. */
  shingles: Uint32Array | undefined;
}

const MOST_SHINGLES = 512;

/** The sketch of a text, by runs of `size` words. */
export function sketchText(text: string, size: number): TextSketch {
  const hashes = shingle(text, size);
  const isShort = hashes.size <= MOST_SHINGLES;
  return {
    signature: signMinHash(hashes),
    shingles: isShort ? Uint32Array.from(hashes).sort() : undefined,
  };
}

/** The Jaccard similarity of two texts: exact for short ones, else the estimate of MinHash. */
export function compareSketches(a: TextSketch, b: TextSketch): number {
  if (a.shingles === undefined || b.shingles === undefined) {
    return estimateSimilarity(a.signature, b.signature);
  }
  const common = countCommon(a.shingles, b.shingles);
  const all = a.shingles.length + b.shingles.length - common;
  return all === 0 ? 1 : common / all;
}

/** Walks through both lists in step. */
function countCommon(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let atA = 0, atB = 0; atA < a.length && atB < b.length;) {
    const first = a[atA] ?? 0;
    const second = b[atB] ?? 0;
    if (first === second) common += 1;
    if (first <= second) atA += 1;
    if (second <= first) atB += 1;
  }
  return common;
}
