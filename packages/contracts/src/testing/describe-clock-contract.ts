import { describe, expect, test } from 'vitest';
import type { Clock } from '../ports/clock.js';

/** A clock; `pass` lets time go by on one where it does not by itself. */
export interface ClockSubject {
  clock: Clock;
  pass?(ms: number): Promise<void>;
}

/** What every {@link Clock} does. */
export function describeClockContract(name: string, open: () => ClockSubject): void {
  describe(`${name}, as a clock`, () => {
    test('a sleep resolves, and time has passed', async () => {
      const { clock, pass } = open();
      const before = clock.now();
      const sleeping = clock.sleep(5, new AbortController().signal);
      await pass?.(5);
      await sleeping;
      expect(clock.now()).toBeGreaterThan(before);
    });

    test('a sleep rejects with the signal’s reason, aborted before or meanwhile', async () => {
      const { clock } = open();
      const stop = new AbortController();
      const sleeping = clock.sleep(600_000, stop.signal);
      const reason = new Error('enough');
      stop.abort(reason);
      await expect(sleeping).rejects.toBe(reason);
      await expect(clock.sleep(600_000, stop.signal)).rejects.toBe(reason);
      await expect(clock.sleep(0, stop.signal)).rejects.toBe(reason);
    });

    test('an abort ends those sleeps only that are its own', async () => {
      const { clock, pass } = open();
      const stop = new AbortController();
      const stopped = clock.sleep(5, stop.signal);
      const sleeping = clock.sleep(5);
      stop.abort(new Error('enough'));
      await expect(stopped).rejects.toThrow('enough');
      await pass?.(5);
      await expect(sleeping).resolves.toBeUndefined();
    });
  });
}
