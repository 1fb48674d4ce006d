import type { Clock } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { ProcessClock } from './process-clock.js';

/** Time that passes when it is slept, and by hand. */
function manualClock(): Clock & { pass(ms: number): void } {
  let time = 0;
  return {
    now: () => time,
    date: () => new Date(0),
    sleep: async (ms) => void (time += ms),
    pass: (ms) => void (time += ms),
  };
}

test('a long stop counts as little, and time goes on after it', async () => {
  const real = manualClock();
  using clock = new ProcessClock(real);
  const start = clock.now();
  real.pass(3_600_000);
  expect(clock.now() - start).toBe(200);
  await clock.sleep(1_000);
  expect(clock.now() - start).toBe(1_200);
});
