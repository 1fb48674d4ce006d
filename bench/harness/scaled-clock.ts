import { systemClock, type Clock } from '@datagenflow/contracts';

/** A clock that runs so many times as fast: minutes pass in seconds, and so do delays and timers. */
export function scaledClock(factor: number): Clock {
  return {
    now: () => systemClock.now() * factor,
    date: () => systemClock.date(),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
