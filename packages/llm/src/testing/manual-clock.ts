import type { Clock } from '@datagenflow/contracts';

interface Timer {
  at: number;
  wake(): void;
}

/** A clock that stands still until a test moves it. Its date may be moved alone, as people do. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;
  /** What the date is when nothing has passed. */
  #wallStart: number;

  constructor(startedAt = Date.UTC(2026, 0, 1)) {
    this.#wallStart = startedAt;
  }

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#wallStart + this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const timer: Timer = {
        at: this.#now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#timers.delete(timer);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#timers.add(timer);
    });
  }

  /** Sets the date `ms` forward, or back; no time passes. */
  jump(ms: number): void {
    this.#wallStart += ms;
  }

  /** Milliseconds to the next timer; undefined when none waits. */
  nextIn(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.at - this.#now;
  }

  /** Moves on by `ms`, waking every timer at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.wake();
      await turn();
    }
    this.#now = end;
    await turn();
  }

  /**
   * Moves on from timer to timer until `promise` is settled. Between steps real input and output
   * get their turn. Timers further ahead than `maxStepMs` are not waited for: deadlines.
   */
  async run<T>(promise: Promise<T>, maxStepMs = 25_000): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      const next = this.nextIn();
      if (!isSettled && next !== undefined && next <= maxStepMs) await this.advance(next);
    }
    return promise;
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.at < next.at) next = timer;
    return next;
  }
}

/** Lets everything that is ready run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
