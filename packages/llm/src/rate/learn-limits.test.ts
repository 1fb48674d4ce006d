import { expect, test } from 'vitest';
import { readLimits } from './learn-limits.js';

test.each<[Record<string, string>, unknown]>([
  [{}, {}],
  [{ 'x-ratelimit-limit-requests': '600' }, { requests: { limit: 600, periodMs: 60_000 } }],
  [
    {
      'x-ratelimit-limit-tokens': '60000',
      'x-ratelimit-remaining-tokens': '59000',
      'x-ratelimit-reset-tokens': '1s',
    },
    { tokens: { limit: 60_000, periodMs: 60_000 } },
  ],
  [
    {
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-reset-requests': '2m59.56s',
    },
    { requests: { limit: 14_400, periodMs: 86_400_000 } },
  ],
  [
    {
      'x-ratelimit-limit-requests': '1000',
      'x-ratelimit-remaining-requests': '900',
      'x-ratelimit-reset-requests': '0h6m0s',
    },
    { requests: { limit: 1_000, periodMs: 3_600_000 } },
  ],
  [{ 'x-ratelimit-limit-requests': 'many' }, {}],
  [{ 'x-ratelimit-limit-requests': '0' }, {}],
])('%j', (headers, expected) => {
  expect(readLimits(new Headers(headers))).toEqual(expected);
});
