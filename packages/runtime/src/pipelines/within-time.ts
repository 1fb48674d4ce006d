import type { Clock, DataGenFlowError } from '@datagenflow/contracts';

/**
 * How long a client may wait for what runs while it does: long enough for slow models, too short for
 * rate limits of a few calls a minute.
 */
export const LONGEST_WAIT_MS = 4 * 60_000;

/**
 * Does something that ends with the signal, and with an error of its own when it takes longer than
 * four minutes.
 */
export async function withinTime<T>(
  clock: Clock,
  late: () => DataGenFlowError,
  signal: AbortSignal,
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const isDone = new AbortController();
  const isLate = new AbortController();
  clock.sleep(LONGEST_WAIT_MS, isDone.signal).then(
    () => isLate.abort(late()),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([signal, isLate.signal]));
  } catch (error) {
    isLate.signal.throwIfAborted();
    throw error;
  } finally {
    isDone.abort();
  }
}
