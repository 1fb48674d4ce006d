import { BlockExecutionError, type Clock } from '@datagenflow/contracts';

/**
 * Counts the time in which a block itself runs. While something it asked for is under way (a model
 * call, a rate limit, a pause) the time stands still. Past the limit its signal aborts.
 */
export class StepDeadline implements Disposable {
  /** Aborts when time is up or the execution is cancelled. */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #clock: Clock;
  readonly #limitMs: number;
  #spentMs = 0;
  #waiting = 0;
  #running: { since: number; stop: AbortController } | undefined;

  constructor(clock: Clock, limitMs: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.signal = AbortSignal.any([outer, this.#own.signal]);
    this.#run();
  }

  /** Waits for `work` without the time counting. */
  async exclude<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    this.#halt();
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.signal.aborted) this.#run();
    }
  }

  /** Milliseconds the block itself has run. */
  get spentMs(): number {
    return this.#spentMs + (this.#running ? this.#clock.now() - this.#running.since : 0);
  }

  [Symbol.dispose](): void {
    this.#halt();
  }

  #run(): void {
    const stop = new AbortController();
    this.#running = { since: this.#clock.now(), stop };
    this.#clock.sleep(Math.max(0, this.#limitMs - this.#spentMs), stop.signal).then(
      () => this.#own.abort(timeUp(this.#limitMs)),
      () => undefined,
    );
  }

  #halt(): void {
    if (this.#running === undefined) return;
    this.#spentMs += this.#clock.now() - this.#running.since;
    this.#running.stop.abort();
    this.#running = undefined;
  }
}

function timeUp(limitMs: number): BlockExecutionError {
  return new BlockExecutionError(
    `It ran longer than ${limitMs} ms, not counting model calls. Raise timeout_ms of the step, or make it faster.`,
    { code: 'step_timeout', detail: { timeout_ms: limitMs } },
  );
}
