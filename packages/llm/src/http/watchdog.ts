import type { Clock } from '@datagenflow/contracts';
import { ModelError } from '../errors/model-error.js';

/** Limits of one request over HTTP. */
export interface RequestLimits {
  /** For everything, from the first byte sent to the last received. */
  deadlineMs: number;
  /** Between two chunks of a body. */
  idleMs: number;
  /** Of a body, after decoding. */
  maxBytes: number;
}

export const REQUEST_LIMITS: RequestLimits = {
  deadlineMs: 300_000,
  idleMs: 30_000,
  maxBytes: 8 * 1024 * 1024,
};

/** Not an error: making one for each request takes longer than all else here. */
const OVER = new Error('The request is over');

/** Aborts a request that takes too long. */
export interface Watchdog extends Disposable {
  signal: AbortSignal;
  /** From now on something has to arrive every `idleMs`. */
  expectChunks(): void;
  chunkArrived(): void;
}

/** Watches a request on `clock`; `outer` aborts it too. */
export function createWatchdog(
  clock: Clock,
  { deadlineMs, idleMs }: RequestLimits,
  outer?: AbortSignal | null,
): Watchdog {
  const request = new AbortController();
  const timers = new AbortController();
  let lastChunkAt = 0;
  const abort = (): void => request.abort(outer?.reason);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();

  const after = (ms: number, then: () => void): void => {
    clock.sleep(ms, timers.signal).then(then, () => undefined);
  };
  after(deadlineMs, () => request.abort(late(`did not end within ${deadlineMs / 1_000} s`)));

  const checkIdle = (): void => {
    const left = lastChunkAt + idleMs - clock.now();
    if (left > 0) after(left, checkIdle);
    else request.abort(late(`stalled for ${idleMs / 1_000} s`));
  };

  return {
    signal: request.signal,
    expectChunks() {
      lastChunkAt = clock.now();
      after(idleMs, checkIdle);
    },
    chunkArrived() {
      lastChunkAt = clock.now();
    },
    [Symbol.dispose]() {
      outer?.removeEventListener('abort', abort);
      timers.abort(OVER);
    },
  };
}

function late(how: string): ModelError {
  return new ModelError(
    'deadline_exceeded',
    `The answer ${how}. Try again, or ask for a shorter one.`,
  );
}
