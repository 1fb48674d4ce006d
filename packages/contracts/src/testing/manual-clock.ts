import type { Clock } from '../ports/clock.js';

/** Of Node.js, where tests run. */
declare function setImmediate(run: () => void): void;

interface Sleeper {
  at: number;
  wake(): void;
}

/** A clock that stands still until a test moves it. Its date may be moved alone, as people do. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
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
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Sets the date `ms` forward, or back; no time passes. */
  jump(ms: number): void {
    this.#wallStart += ms;
  }

  /** How many wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Milliseconds until the next sleep ends; undefined when nobody sleeps. */
  nextIn(): number | undefined {
    const next = this.#next();
    return next && next.at - this.#now;
  }

  /** Lets time pass, waking each sleeper at its own time, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let next = this.#next(); next && next.at <= until; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#sleepers.delete(next);
      next.wake();
      await settle();
    }
    this.#now = until;
  }

  /**
   * Moves on from sleeper to sleeper until `promise` is settled. Between steps real input and output
   * get their turn. What ends further ahead than `maxStepMs` is not waited for: deadlines.
   */
  async run<T>(promise: Promise<T>, maxStepMs = 25_000): Promise<T> {
    let isSettled = false;
    const end = (): void => {
      isSettled = true;
    };
    promise.then(end, end);
    while (!isSettled) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      const next = this.nextIn();
      if (!isSettled && next !== undefined && next <= maxStepMs) await this.advance(next);
    }
    return promise;
  }

  #next(): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!next || sleeper.at < next.at) next = sleeper;
    return next;
  }
}

/** Lets everything that needs no time happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
