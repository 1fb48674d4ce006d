import { expect, test } from 'vitest';
import { formatEstimated } from './format-estimate.js';

const format = (value: number) => `$${value}`;

test('an estimate is told with its interval, where it has one', () => {
  expect(formatEstimated({ value: 6, low: 5, high: 7 }, format)).toEqual({
    value: '$6',
    interval: '$5 to $7',
  });
  expect(formatEstimated({ value: 6, low: null, high: null }, format).interval).toBeNull();
});
