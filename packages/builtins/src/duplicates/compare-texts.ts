import { createHash } from 'node:crypto';
import { chooseBands } from './lsh-bands.js';
import { LshIndex, type Neighbour } from './lsh-index.js';
import { normalizeText } from './shingles.js';
import { sketchText } from './text-sketch.js';

/**
 * Tells of each text in turn which of the originals it is most similar to. A text that is similar
 * to none from the threshold on is an original itself: the next one, counted from 0.
 */
export interface TextComparison {
  next(text: string): Neighbour | undefined;
  /** Whether a text was compared with the latest of very many alike only. */
  readonly hasCutCandidates: boolean;
}

/** Texts are the same, apart from letter case, white space and Unicode form, or not similar. */
export function compareExactly(): TextComparison {
  const originals = new Map<string, number>();
  return {
    hasCutCandidates: false,
    next(text) {
      const digest = createHash('sha256').update(normalizeText(text)).digest('base64');
      const index = originals.get(digest);
      if (index !== undefined) return { index, similarity: 1 };
      originals.set(digest, originals.size);
      return undefined;
    },
  };
}

/** Texts are as similar as the share of word shingles they have in common. */
export function compareMinHashes(options: {
  threshold: number;
  shingleSize: number;
}): TextComparison {
  const index = new LshIndex(chooseBands(options.threshold));
  return {
    get hasCutCandidates() {
      return index.hasCutCandidates;
    },
    next(text) {
      const sketch = sketchText(text, options.shingleSize);
      const nearest = index.findNearest(sketch);
      if (nearest === undefined || nearest.similarity < options.threshold) index.add(sketch);
      return nearest;
    },
  };
}
