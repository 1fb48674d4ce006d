import { setImmediate } from 'node:timers/promises';
import { DataGenFlowError, type Clock } from '@datagenflow/contracts';

/** How long a write is tried again before it is given up. */
export const BUSY_LIMIT_MS = 5_000;

/** A job commits for a few milliseconds at a time, over and over: who asks often finds the gap. */
const NAPS = 25;
const NAP_MS = 0.2;
const EAGER_MS = 50;
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 100;

/**
 * Runs `work` again while another process holds the database: first after naps, between which the event
 * loop turns, then after pauses that are asynchronous and jittered.
 * @throws DataGenFlowError `database_busy` (503) after `limitMs`
 */
export async function retryWhenBusy<T>(
  work: () => T,
  clock: Clock,
  limitMs = BUSY_LIMIT_MS,
): Promise<T> {
  const start = clock.now();
  let naps = 0;
  for (let pauseMs = SHORTEST_PAUSE_MS; ;) {
    try {
      return work();
    } catch (cause) {
      if (!isBusy(cause)) throw cause;
      if (naps < NAPS) {
        naps += 1;
        await nap();
        continue;
      }
      const waitedMs = clock.now() - start;
      if (waitedMs >= limitMs) {
        throw new DataGenFlowError(
          'database_busy',
          'Another process is writing to the database. Nothing was changed; try again in a moment.',
          { status: 503, cause },
        );
      }
      if (waitedMs >= EAGER_MS) pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      await clock.sleep(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}

/** Shorter than what a timer can wait; the processor is free meanwhile, this thread is not. */
async function nap(): Promise<void> {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
  await setImmediate();
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}
