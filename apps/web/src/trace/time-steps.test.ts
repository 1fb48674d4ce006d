import { expect, test } from 'vitest';
import { sumTime, timeSteps } from './time-steps.js';

test('steps follow one another over the whole width', () => {
  const trace = [{ execution_time: 1 }, { execution_time: 3 }];
  expect(sumTime(trace)).toBe(4);
  expect(timeSteps(trace)).toEqual([
    { start: 0, width: 0.25 },
    { start: 0.25, width: 0.75 },
  ]);
});

test('steps that took no time at all have no width', () => {
  expect(timeSteps([{ execution_time: 0 }])).toEqual([{ start: 0, width: 0 }]);
  expect(timeSteps([])).toEqual([]);
});
