import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

test('row 60: so many attempts in so long, each caller on its own', async () => {
  const clock = new ManualClock();
  const limit = new AttemptLimit({ attempts: 2, withinMs: 1_000 }, clock);
  expect([limit.try('a'), limit.try('a')]).toEqual([0, 0]);
  expect(limit.try('a')).toBe(1_000);
  expect(limit.try('b')).toBe(0);
  await clock.advance(400);
  expect(limit.try('a')).toBe(600);
  await clock.advance(600);
  expect(limit.try('a')).toBe(0);
});

test('row 60: does not grow with the number of callers', () => {
  const limit = new AttemptLimit({ attempts: 1, withinMs: 1_000 }, new ManualClock());
  limit.try('first');
  for (let i = 0; i < 20_000; i += 1) limit.try(`caller ${i}`);
  expect(limit.try('caller 19999')).toBeGreaterThan(0);
  expect(limit.try('first')).toBe(0);
});
