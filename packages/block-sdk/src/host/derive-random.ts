import { ValidationError } from '@datagenflow/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { BlockRandom } from '../context/block-random.js';

/**
 * Draws that depend on `key` alone: xoroshiro128+ starting from the first 128 bits of its SHA-256.
 * Not for secrets.
 */
export function deriveRandom(key: string): BlockRandom {
  let begun: RandomGenerator | undefined;
  const generator = () => (begun ??= xoroshiro128plusFromState(hashToState(key)));
  const next = (): number => uniformFloat64(generator());
  const int = (min: number, max: number): number => {
    refuseBadRange(min, max);
    return uniformInt(generator(), min, max);
  };
  return {
    next,
    int,
    choice: <T>(items: readonly T[]): T => {
      if (items.length === 0) {
        throw new ValidationError('random.choice needs at least one item.', {
          code: 'random_range',
        });
      }
      return items[int(0, items.length - 1)] as T;
    },
    shuffle: (items) => shuffle(items, int),
    normal: (mean = 0, standardDeviation = 1) => mean + standardDeviation * drawNormal(next),
  };
}

function hashToState(key: string): number[] {
  const view = new DataView(sha256(new TextEncoder().encode(key)).buffer);
  const state = [0, 4, 8, 12].map((offset) => view.getInt32(offset));
  return state.some((word) => word !== 0) ? state : [1, 2, 3, 4];
}

function refuseBadRange(min: number, max: number): void {
  if (Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max) return;
  throw new ValidationError(
    `random.int needs whole numbers with min ≤ max, got ${min} and ${max}.`,
    { code: 'random_range' },
  );
}

function shuffle<T>(items: readonly T[], int: (min: number, max: number) => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = int(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

/** Box–Muller, the cosine branch. 1 − u keeps the logarithm away from 0. */
function drawNormal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
