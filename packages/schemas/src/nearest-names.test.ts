import { expect, test } from 'vitest';
import { nearestNames } from './nearest-names.js';

test('nearest names come best first, letter case aside', () => {
  const known = ['TextGenerator', 'StructuredGenerator', 'Filter', 'Judge'];
  expect(nearestNames('textGenerater', known)).toEqual(['TextGenerator']);
  expect(nearestNames('Filtr', known)).toEqual(['Filter']);
  expect(nearestNames('Nothing like it', known)).toEqual([]);
  expect(nearestNames('ab', ['xy', 'abc', 'ax'])).toEqual(['abc', 'ax']);
});
