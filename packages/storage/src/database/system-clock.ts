import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@datagenflow/contracts';

/** The machine’s own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};
