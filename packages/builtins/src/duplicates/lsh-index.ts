import type { LshBands } from './lsh-bands.js';
import { mix } from './shingles.js';
import { compareSketches, type TextSketch } from './text-sketch.js';

/** A text of an index and how similar it is. */
export interface Neighbour {
  /** Place in the index, in the order of `add`. */
  index: number;
  similarity: number;
}

/** Most texts that one text is compared with, whatever the texts are. */
const MAX_CANDIDATES = 1_000;

/**
 * Finds similar texts without comparing all: those whose signatures agree in at least one band
 * (P. Indyk, R. Motwani, “Approximate Nearest Neighbors”, 1998). Keeps sketches only.
 */
export class LshIndex {
  /** Whether some text had more than 1,000 candidates, of which the latest were compared. */
  hasCutCandidates = false;
  readonly #sketches: TextSketch[] = [];
  readonly #bands: Band[];
  readonly #rows: number;

  constructor({ bands, rows }: LshBands) {
    this.#rows = rows;
    this.#bands = Array.from({ length: bands }, () => ({ latest: new Map(), previous: [] }));
  }

  /** The most similar text, the earliest of equals; undefined when none shares a band. */
  findNearest(sketch: TextSketch): Neighbour | undefined {
    let nearest: Neighbour | undefined;
    for (const index of this.#findCandidates(sketch.signature)) {
      const similarity = compareSketches(sketch, this.#sketches[index] ?? sketch);
      const isNearer =
        nearest === undefined ||
        similarity > nearest.similarity ||
        (similarity === nearest.similarity && index < nearest.index);
      if (isNearer) nearest = { index, similarity };
    }
    return nearest;
  }

  /** Takes a text in. */
  add(sketch: TextSketch): void {
    const index = this.#sketches.push(sketch) - 1;
    for (const [place, { latest, previous }] of this.#bands.entries()) {
      const key = this.#hashBand(sketch.signature, place);
      previous.push(latest.get(key) ?? NONE);
      latest.set(key, index);
    }
  }

  #findCandidates(signature: Uint32Array): Set<number> {
    const candidates = new Set<number>();
    for (const [place, { latest, previous }] of this.#bands.entries()) {
      let index = latest.get(this.#hashBand(signature, place)) ?? NONE;
      for (; index !== NONE; index = previous[index] ?? NONE) {
        if (candidates.size === MAX_CANDIDATES && !candidates.has(index)) {
          this.hasCutCandidates = true;
          break;
        }
        candidates.add(index);
      }
    }
    return candidates;
  }

  #hashBand(signature: Uint32Array, place: number): number {
    let hash = 0;
    const from = place * this.#rows;
    for (let at = from; at < from + this.#rows; at += 1) {
      hash = mix(Math.imul(hash, 31) ^ (signature[at] ?? 0));
    }
    return hash;
  }
}

/** Texts by the hash of their places in one band: the latest, and for each text the one before. */
interface Band {
  latest: Map<number, number>;
  previous: number[];
}

const NONE = -1;
