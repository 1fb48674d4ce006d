import { expect, test } from 'vitest';
import { restartDelay } from './restart-delay.js';

test('a runner is back within a second, until five in a row were of no use', () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 100].map(restartDelay);
  expect(delays).toEqual([0, 100, 200, 400, 800, 30_000, 30_000, 30_000]);
});
