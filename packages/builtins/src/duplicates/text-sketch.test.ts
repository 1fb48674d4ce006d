import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shingle } from './shingles.js';
import { compareSketches, sketchText } from './text-sketch.js';

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `w${from + at}`).join(' ');

describe('sketches', () => {
  test('of short texts give the exact similarity', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 1, max: 3 }), (first, second, size) => {
        const [a, b] = [first.join(' '), second.join(' ')];
        const [setA, setB] = [shingle(a, size), shingle(b, size)];
        const exact = setA.intersection(setB).size / setA.union(setB).size;
        expect(compareSketches(sketchText(a, size), sketchText(b, size))).toBe(exact);
      }),
    );
  }, 60_000);

  test('of long texts are bounded and give an estimate', () => {
    const [a, b] = [sketchText(numbered(0, 900), 1), sketchText(numbered(100, 900), 1)];
    expect([a.shingles, a.signature.byteLength]).toEqual([undefined, 512]);
    expect(sketchText(numbered(0, 512), 1).shingles?.byteLength).toBe(2_048);
    expect(Math.abs(compareSketches(a, b) - 0.8)).toBeLessThan(0.15);
    expect(compareSketches(a, a)).toBe(1);
    expect(compareSketches(a, sketchText('one', 1))).toBeLessThan(0.1);
  });
});
