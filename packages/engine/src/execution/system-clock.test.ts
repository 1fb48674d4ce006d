import { describe, expect, test } from 'vitest';
import { systemClock } from './system-clock.js';

describe('systemClock', () => {
  test('a sleep rejects with the signal’s reason, aborted before or meanwhile', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(600_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(systemClock.sleep(600_000, stop.signal)).rejects.toThrow('enough');
  });

  test('a sleep resolves, and time has passed', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5, new AbortController().signal);
    expect(systemClock.now()).toBeGreaterThan(before);
  });
});
