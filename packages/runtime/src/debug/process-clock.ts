import type { Clock } from '@datagenflow/contracts';

const TICK_MS = 100;

/**
 * A clock on which time passes only while this process runs: a stop at a breakpoint counts as one
 * tick, so that no deadline passes meanwhile.
 */
export class ProcessClock implements Clock, Disposable {
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #elapsed = 0;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
    this.#timer = setInterval(() => this.now(), TICK_MS).unref();
  }

  now(): number {
    const now = this.#clock.now();
    this.#elapsed += Math.min(now - this.#last, TICK_MS * 2);
    this.#last = now;
    return this.#elapsed;
  }

  date(): Date {
    return this.#clock.date();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const end = this.now() + ms;
    for (let left = ms; left > 0; left = end - this.now()) {
      await this.#clock.sleep(Math.min(left, TICK_MS), signal);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
