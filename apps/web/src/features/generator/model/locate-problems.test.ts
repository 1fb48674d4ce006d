import { expect, test } from 'vitest';
import { locateProblems } from './locate-problems.js';

test('messages are put to the seeds they name', () => {
  expect(locateProblems(['Seed 3 is not an object.', 'The JSON is broken.'])).toEqual([
    { seed: 3, message: 'Seed 3 is not an object.' },
    { seed: null, message: 'The JSON is broken.' },
  ]);
});
