import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { chanceOfCandidate, chooseBands } from './lsh-bands.js';
import { LshIndex } from './lsh-index.js';
import { estimateSimilarity, PERMUTATIONS, signMinHash } from './min-hash.js';
import { mix } from './shingles.js';

/** Each file says in `how` where its values come from. */
async function readFixture<T>(name: string): Promise<T> {
  const url = new URL(`../text/fixtures/${name}`, import.meta.url);
  return JSON.parse(await readFile(url, 'utf8')) as T;
}

/** Hashes of the numbers of a run; equal in another trial only to those of the same trial. */
function hashRun(from: number, size: number, trial: number): Set<number> {
  return new Set(
    Array.from({ length: size }, (_, at) => mix(mix(from + at) ^ mix(trial ^ 0xa5a5)) >>> 0),
  );
}

function signPair(size: number, shift: number, trial: number) {
  return [signMinHash(hashRun(0, size, trial)), signMinHash(hashRun(shift, size, trial))] as const;
}

describe('MinHash', () => {
  test('estimates the Jaccard similarity within its standard error', async () => {
    type Case = { size: number; shift: number; similarity: number };
    const { cases } = await readFixture<{ cases: Case[] }>('minhash.json');
    const trials = 40;
    for (const { size, shift, similarity } of cases) {
      const error = Math.sqrt((similarity * (1 - similarity)) / PERMUTATIONS);
      let sum = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const estimate = estimateSimilarity(...signPair(size, shift, trial));
        expect(Math.abs(estimate - similarity)).toBeLessThanOrEqual(5 * error);
        sum += estimate;
      }
      const meanError = error / Math.sqrt(trials);
      expect(Math.abs(sum / trials - similarity)).toBeLessThanOrEqual(4 * meanError);
    }
  }, 60_000);
});

describe('LSH', () => {
  test('the curve is that of the textbook', async () => {
    type Case = { similarity: number; chance: number; digits: number };
    const { bands, rows, cases } = await readFixture<{
      bands: number;
      rows: number;
      cases: Case[];
    }>('lsh-curve.json');
    for (const { similarity, chance, digits } of cases) {
      expect(Number(chanceOfCandidate(similarity, { bands, rows }).toFixed(digits))).toBe(chance);
    }
  });

  test('the bands of a threshold are the widest that miss one pair in a hundred at most', () => {
    expect(chooseBands(0.8)).toEqual({ bands: 21, rows: 6 });
    expect(chooseBands(1)).toEqual({ bands: 1, rows: 128 });
    for (let threshold = 0.1; threshold < 1; threshold += 0.05) {
      const { bands, rows } = chooseBands(threshold);
      expect(bands * rows).toBeLessThanOrEqual(PERMUTATIONS);
      expect(chanceOfCandidate(threshold, { bands, rows })).toBeGreaterThanOrEqual(0.99);
    }
  });

  test('pairs become candidates as often as the curve says', () => {
    const sizes = { size: 850, shift: 150 };
    const bands = { bands: 10, rows: 5 };
    const chance = chanceOfCandidate(0.7, bands);
    const trials = 400;
    let found = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const [first, second] = signPair(sizes.size, sizes.shift, trial);
      const index = new LshIndex(bands);
      index.add({ signature: first, shingles: undefined });
      if (index.findNearest({ signature: second, shingles: undefined }) !== undefined) found += 1;
    }
    const error = Math.sqrt((chance * (1 - chance)) / trials);
    expect(Math.abs(found / trials - chance)).toBeLessThanOrEqual(4 * error);
  }, 60_000);

  test('a text is compared with 1,000 others at most', () => {
    const index = new LshIndex({ bands: 1, rows: 1 });
    const sketch = { signature: new Uint32Array(PERMUTATIONS), shingles: undefined };
    for (let text = 0; text < 1_000; text += 1) index.add(sketch);
    expect(index.findNearest(sketch)).toEqual({ index: 0, similarity: 1 });
    expect(index.hasCutCandidates).toBe(false);
    index.add(sketch);
    expect(index.findNearest(sketch)).toEqual({ index: 1, similarity: 1 });
    expect(index.hasCutCandidates).toBe(true);
  });
});
