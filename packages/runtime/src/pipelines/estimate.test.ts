import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimate, type Sample } from './estimate.js';

const sample = (input_tokens: number, rest: Partial<Sample> = {}): Sample => ({
  executions: 1,
  input_tokens,
  output_tokens: 0,
  cached_tokens: 0,
  cost: 0,
  seconds: 1,
  ...rest,
});

test('the interval is that of the formula', () => {
  const { input_tokens, cost } = estimate([sample(10), sample(20), sample(30)], 100, 32);
  // m = 20, s = 10, n = 3, t = 2.920: 2000 ± 2.92·10·√(100 + 10000/3)
  const spread = 2.92 * 10 * Math.sqrt(100 + 10_000 / 3);
  expect(input_tokens.value).toBe(2_000);
  expect(input_tokens.low).toBeCloseTo(2_000 - spread, 6);
  expect(input_tokens.high).toBeCloseTo(2_000 + spread, 6);
  expect(cost).toEqual({ value: 0, low: 0, high: 0 });
});

test('one seed shows no spread; a call without a price leaves the cost open', () => {
  const { input_tokens, cost } = estimate([sample(10, { cost: null })], 5, 32);
  expect(input_tokens).toEqual({ value: 50, low: null, high: null });
  expect(cost).toBeNull();
  expect(estimate([sample(1), sample(1, { cost: null })], 5, 32).cost).toBeNull();
});

test('time is shared by as many executions as run at once', () => {
  expect(estimate([sample(1, { seconds: 3 })], 100, 10).seconds.value).toBeCloseTo(30, 9);
  expect(estimate([sample(1, { seconds: 3 })], 4, 10).seconds.value).toBeCloseTo(3, 9);
  const branched = sample(1, { seconds: 12, executions: 4 });
  expect(estimate([branched], 1, 10).seconds.value).toBeCloseTo(3, 9);
});

test('property: the value lies within its bounds, and nothing is negative', () => {
  const samples = fc.array(
    fc.nat().map((tokens) => sample(tokens)),
    {
      minLength: 2,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 1_000_000 }), (taken, total) => {
      const { value, low, high } = estimate(taken, total, 32).input_tokens;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
  );
});
