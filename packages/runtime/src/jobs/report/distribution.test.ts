import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Spread } from './distribution.js';

function spreadOf(values: readonly number[]) {
  const spread = new Spread();
  for (const value of values) spread.add(value);
  return spread.result();
}

test('nothing has no distribution; one value is all of it', () => {
  expect(spreadOf([])).toBeNull();
  expect(spreadOf([-2.5])).toEqual({
    count: 1,
    min: -2.5,
    max: -2.5,
    mean: -2.5,
    p50: -2.5,
    p90: -2.5,
    p95: -2.5,
    p99: -2.5,
    histogram: [{ from: -2.5, to: -2.5, count: 1 }],
  });
});

test('the histogram has ten parts that hold everything', () => {
  const { histogram } = spreadOf(Array.from({ length: 101 }, (_, i) => i)) ?? { histogram: [] };
  expect(histogram).toHaveLength(10);
  expect(histogram.at(-1)?.to).toBe(100);
  expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(101);
  for (const { count } of histogram) expect(Math.abs(count - 10)).toBeLessThanOrEqual(2);
});

test('property: percentiles are within 1 % of the value of nearest rank', () => {
  const numbers = fc.oneof(
    fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
    fc.double({ min: -1e12, max: -1e-6, noNaN: true }),
    fc.integer({ min: -10, max: 10 }),
  );
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 500 }), (values) => {
      const sorted = values.toSorted((a, b) => a - b);
      const found = spreadOf(values);
      for (const [share, key] of [
        [0.5, 'p50'],
        [0.9, 'p90'],
        [0.99, 'p99'],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
        const distance = Math.abs((found?.[key] ?? Number.NaN) - exact);
        expect(distance).toBeLessThanOrEqual(Math.abs(exact) * 0.01 + 1e-9);
      }
    }),
  );
});
