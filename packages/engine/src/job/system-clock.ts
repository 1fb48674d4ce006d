import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@datagenflow/contracts';

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: (ms, signal) => setTimeout(ms, undefined, signal === undefined ? {} : { signal }),
};
