import type { Clock } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.js';

const clock: Clock = {
  now: () => 0,
  date: () => new Date(0),
  sleep: async (_ms, signal) => signal?.throwIfAborted(),
};

test('says so when nothing was heard for twelve beats', async () => {
  const never = new AbortController().signal;
  let pings = 0;
  expect(await new Heartbeat(clock).watch(() => (pings += 1), never)).toBe(true);
  expect(pings).toBe(12);
});

test('whatever is heard starts the count anew; the signal ends it', async () => {
  const over = new AbortController();
  const heartbeat = new Heartbeat(clock);
  let pings = 0;
  const ping = (): void => {
    pings += 1;
    if (pings % 11 === 0) heartbeat.heard();
    if (pings === 100) over.abort();
  };
  expect(await heartbeat.watch(ping, over.signal)).toBe(false);
  expect(pings).toBe(100);
});
