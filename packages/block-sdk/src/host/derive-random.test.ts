import { ValidationError } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveRandom } from './derive-random.js';

const draw = <T>(
  key: string,
  count: number,
  of: (random: ReturnType<typeof deriveRandom>) => T,
) => {
  const random = deriveRandom(key);
  return Array.from({ length: count }, () => of(random));
};

const codeUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

describe('deriveRandom', () => {
  test('the same key gives the same draws, for good', () => {
    const golden = [0.47846137313862247, 0.3775857129579535, 0.7050753011767423];
    expect(draw('job/1/step', 3, (random) => random.next())).toEqual(golden);
    expect(draw('a', 20, (random) => random.int(0, 9))).toEqual(
      draw('a', 20, (random) => random.int(0, 9)),
    );
    expect(draw('a', 20, (random) => random.next())).not.toEqual(
      draw('b', 20, (random) => random.next()),
    );
  });

  test('next is uniform in [0, 1)', () => {
    const draws = draw('uniform', 20_000, (random) => random.next());
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of draws) tenths[Math.floor(value * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('normal has the mean and deviation asked for', () => {
    const draws = draw('normal', 20_000, (random) => random.normal(10, 2));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(10, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(2, 1);
  });

  test('shuffle leaves its argument alone and reaches every order', () => {
    const items = Object.freeze([1, 2, 3]);
    const orders = new Set(draw('shuffle', 200, (random) => random.shuffle(items).join('')));
    expect(orders.size).toBe(6);
  });

  test('refuses an empty choice and an impossible range', () => {
    const random = deriveRandom('x');
    expect(() => random.choice([])).toThrow(ValidationError);
    for (const [min, max] of [
      [2, 1],
      [0.5, 2],
      [0, Number.NaN],
      [0, Infinity],
    ] as const) {
      expect(() => random.int(min, max)).toThrow('whole numbers');
    }
  });

  test('property: draws stay within their ranges', () => {
    const bound = fc.maxSafeInteger();
    fc.assert(
      fc.property(
        fc.string({ unit: codeUnit }),
        bound,
        bound,
        fc.array(fc.integer(), { minLength: 1 }),
        (key, a, b, items) => {
          const random = deriveRandom(key);
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          const whole = random.int(min, max);
          expect(Number.isInteger(whole) && whole >= min && whole <= max).toBe(true);
          const next = random.next();
          expect(next >= 0 && next < 1).toBe(true);
          expect(Number.isFinite(random.normal())).toBe(true);
          const inOrder = (list: number[]) => list.toSorted((x, y) => x - y);
          expect(inOrder(random.shuffle(items))).toEqual(inOrder(items));
          expect(items).toContain(random.choice(items));
        },
      ),
    );
  });
});
