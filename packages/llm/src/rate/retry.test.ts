import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoff, MAX_RETRY_AFTER_MS, readRetryAfter } from './retry.js';

const now = new Date('2026-01-01T00:00:00Z');

describe('backoff', () => {
  test('is jittered between nothing and a bound that doubles up to 30 s', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), (retry, share) => {
        const wait = backoff(retry, () => share);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** retry));
      }),
    );
  });
});

describe('readRetryAfter', () => {
  test.each<[string, number | undefined]>([
    ['7', 7_000],
    ['0.5', 500],
    ['0', 0],
    ['99999999', MAX_RETRY_AFTER_MS],
    ['Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2020 00:00:00 GMT', 0],
    ['Fri, 01 Jan 2999 00:00:00 GMT', MAX_RETRY_AFTER_MS],
    ['-3', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j', (value, expected) => {
    expect(readRetryAfter(new Headers({ 'retry-after': value }), now)).toBe(expected);
  });

  test('prefers milliseconds', () => {
    const headers = new Headers({ 'retry-after-ms': '120', 'retry-after': '9' });
    expect(readRetryAfter(headers, now)).toBe(120);
  });
});
