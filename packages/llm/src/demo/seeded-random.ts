import { createHash } from 'node:crypto';

/** Numbers that depend on nothing but the seed. */
export interface SeededRandom {
  /** In [0, 1). */
  next(): number;
  /** An integer between both, inclusive. */
  integer(min: number, max: number): number;
  /** One of `items`; they may not be empty. */
  pick<T>(items: readonly T[]): T;
}

/** A generator (mulberry32) seeded with the hash of `seed`. */
export function seededRandom(seed: string): SeededRandom {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(items: readonly T[]): T => items[integer(0, items.length - 1)] as T;
  return { next, integer, pick };
}
