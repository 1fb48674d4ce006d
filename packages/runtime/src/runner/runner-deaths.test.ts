import { expect, test } from 'vitest';
import type { RunnerEnd } from './runner-child.js';
import { RunnerDeaths } from './runner-deaths.js';

const killed: RunnerEnd = {
  reason: 'was ended by SIGKILL',
  wasReady: true,
  isProven: false,
  hasWorked: false,
  isOwnDoing: false,
};

/** Whether each of these deaths is blamed on what was run. */
function blame(ends: RunnerEnd[]): boolean[] {
  const deaths = new RunnerDeaths();
  return ends.map((end) => {
    deaths.add(end);
    const { isBlamed } = deaths;
    deaths.settle();
    return isBlamed;
  });
}

test('row 55: of deaths from outside, the sixth in a row counts, and each after it', () => {
  const seven = Array.from({ length: 7 }, () => killed);
  expect(blame(seven)).toEqual([false, false, false, false, false, true, true]);
});

test('row 55: an execution that ends begins the count anew', () => {
  const five = Array.from({ length: 5 }, () => killed);
  const worked = { ...killed, isProven: true, hasWorked: true };
  expect(blame([...five, worked, ...five])).not.toContain(true);
});

test('row 55: a death by its own doing counts at once, until a next one has opened', () => {
  const deaths = new RunnerDeaths();
  expect(deaths.add({ ...killed, isProven: true, isOwnDoing: true })).toBe(0);
  expect(deaths.isBlamed).toBe(true);
  expect(deaths.add(killed)).toBe(100);
  expect(deaths.isBlamed).toBe(true);
  deaths.settle();
  deaths.add(killed);
  expect(deaths.isBlamed).toBe(false);
});

test('row 55: one that never opened held nothing, and does not count', () => {
  const refused = Array.from({ length: 7 }, () => ({ ...killed, wasReady: false }));
  expect(blame([...refused, killed])).not.toContain(true);
});
