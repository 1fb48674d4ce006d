import { expect, test } from 'vitest';
import { readLimits } from './job-limits.js';

const usage = { input_tokens: 20, output_tokens: 20, cached_tokens: 10 };

test('limits are told with how much of them is used', () => {
  const constraints = { max_total_tokens: 100, max_total_cost: 0.5, max_total_execution_time: -1 };
  expect(readLimits({ options: { constraints }, usage, cost: 1, running_time: 3 })).toEqual({
    time: undefined,
    tokens: { limit: 100, share: 0.5 },
    cost: { limit: 0.5, share: 1 },
  });
});

test('without constraints, there are none', () => {
  const none = { time: undefined, tokens: undefined, cost: undefined };
  expect(readLimits({ options: {}, usage, cost: null, running_time: 3 })).toEqual(none);
});
