import { describeClockContract } from '@datagenflow/contracts/testing';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { ProcessClock } from './process-clock.js';

describeClockContract('ProcessClock', () => {
  const real = new ManualClock();
  return { clock: new ProcessClock(real), pass: (ms) => real.advance(ms) };
});

test('a long stop counts as little, and time goes on after it', async () => {
  const real = new ManualClock();
  using clock = new ProcessClock(real);
  const start = clock.now();
  await real.advance(3_600_000);
  expect(clock.now() - start).toBe(200);
  const sleeping = clock.sleep(1_000);
  await real.advance(1_000);
  await sleeping;
  expect(clock.now() - start).toBe(1_200);
});
