import { expect, test } from 'vitest';
import { listNumbers } from './list-numbers.js';

test.each([
  [[7], 1, '7'],
  [[7, 8], 2, '7, 8'],
  [[2, 5, 6, 7, 9, 10, 100], 7, '2, 5–7, 9, 10, 100'],
  [[2, 3, 4], 250, '2–4 and 247 more'],
])('%j of %i', (numbers, count, text) => {
  expect(listNumbers(numbers, count)).toBe(text);
});
