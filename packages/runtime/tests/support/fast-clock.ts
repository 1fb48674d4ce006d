import { systemClock, type Clock } from '@datagenflow/contracts';

/** A clock on which time passes so many times faster, limits and pauses alike; dates are real. */
export function createFastClock(speed: number): Clock {
  return {
    ...systemClock,
    now: () => systemClock.now() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
