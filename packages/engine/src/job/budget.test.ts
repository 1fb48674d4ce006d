import type { Constraints } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findExceeded, type Spent } from './budget.js';

const spent = (input: number, output = 0, cached = 0, cost = 0, runningTime = 0): Spent => ({
  usage: { input_tokens: input, output_tokens: output, cached_tokens: cached },
  cost,
  runningTime,
});

describe('findExceeded', () => {
  test('without limits nothing is exceeded; -1 is no limit', () => {
    const much = spent(1e9, 1e9, 1e9, 1e9, 1e9);
    expect(findExceeded({}, much, 1, 100)).toBeUndefined();
    expect(findExceeded({ max_total_tokens: -1, max_total_cost: -1 }, much, 1, 1)).toBeUndefined();
  });

  test.each<[keyof Constraints, number]>([
    ['max_total_tokens', 6],
    ['max_total_input_tokens', 1],
    ['max_total_output_tokens', 2],
    ['max_total_cached_tokens', 3],
    ['max_total_cost', 4],
    ['max_total_execution_time', 5],
  ])('%s: reaching it counts as exceeding it', (constraint, used) => {
    const all = spent(1, 2, 3, 4, 5);
    expect(findExceeded({ [constraint]: used }, all, 1, 0)).toEqual({
      constraint,
      limit: used,
      used,
    });
    expect(findExceeded({ [constraint]: used + 1 }, all, 1, 0)).toBeUndefined();
  });

  test('a limit of 0 lets nothing start', () => {
    expect(findExceeded({ max_total_tokens: 0 }, spent(0), 0, 0)).toMatchObject({ limit: 0 });
  });

  test('each execution in flight is expected to cost what those before did on average', () => {
    const limit = { max_total_tokens: 100 };
    expect(findExceeded(limit, spent(50), 5, 4)).toBeUndefined();
    expect(findExceeded(limit, spent(50), 5, 5)).toMatchObject({ constraint: 'max_total_tokens' });
    expect(findExceeded(limit, spent(50), 5, 0)).toBeUndefined();
  });

  test('before one has ended nothing is known of the cost: the first runs alone', () => {
    expect(findExceeded({ max_total_tokens: 100 }, spent(0), 0, 0)).toBeUndefined();
    expect(findExceeded({ max_total_tokens: 100 }, spent(0), 0, 1)).toBeDefined();
    expect(findExceeded({ max_total_execution_time: 100 }, spent(0), 0, 1)).toBeUndefined();
  });

  test('nothing in flight and something left: one more may start, whatever the numbers', () => {
    const amount = fc.nat(1_000);
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.integer({ min: 1, max: 3_000 }),
        fc.nat(50),
        (i, o, limit, ended) => {
          const exceeded = findExceeded({ max_total_tokens: limit }, spent(i, o), ended, 0);
          expect(exceeded === undefined).toBe(i + o < limit);
        },
      ),
    );
  });

  test('it is never more generous with more in flight', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.nat(1_000),
        fc.nat(50),
        fc.nat(20),
        (used, limit, ended, inFlight) => {
          const one = findExceeded({ max_total_tokens: limit }, spent(used), ended, inFlight);
          const more = findExceeded({ max_total_tokens: limit }, spent(used), ended, inFlight + 1);
          expect(one !== undefined && more === undefined).toBe(false);
        },
      ),
    );
  });
});
