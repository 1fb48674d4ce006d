import { PERMUTATIONS } from './min-hash.js';

/** A signature cut into `bands` of `rows` places each. */
export interface LshBands {
  bands: number;
  rows: number;
}

/** How rarely a pair at the threshold may go unnoticed. */
const MOST_MISSED = 0.01;

/**
 * The chance that two texts of this similarity share a band: 1 − (1 − s^r)^b (J. Leskovec,
 * A. Rajaraman, J. D. Ullman, “Mining of Massive Datasets”, section 3.4).
 */
export function chanceOfCandidate(similarity: number, { bands, rows }: LshBands): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/**
 * The widest bands with which a pair at the threshold becomes a candidate in 99 of 100 cases: the
 * wider the bands, the fewer candidates below the threshold.
 */
export function chooseBands(threshold: number): LshBands {
  for (let rows = PERMUTATIONS; rows > 1; rows -= 1) {
    const bands = Math.floor(PERMUTATIONS / rows);
    if (chanceOfCandidate(threshold, { bands, rows }) >= 1 - MOST_MISSED) return { bands, rows };
  }
  return { bands: PERMUTATIONS, rows: 1 };
}
