import { BlockExecutionError, type Clock } from '@datagenflow/contracts';

const ENDED = new Error('The step has ended');

/**
 * Counts the time in which a block itself runs. While something it asked for is under way (a model
 * call, a rate limit, a pause) the time stands still. Past the limit its signal aborts.
 */
export class StepDeadline implements Disposable {
  readonly #abort = new AbortController();
  #timer: AbortController | undefined;
  #isOver = false;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #outer: AbortSignal;
  #spentMs = 0;
  /** Since when the block runs; what it ran before is in {@link #spentMs}. */
  #since: number;
  /** How many things are waited for. */
  #waiting = 0;
  #isTimed = false;
  /** Most steps end before it comes, and need no timer. */
  readonly #start = setImmediate(() => this.#time());
  readonly #cancel = () => this.#abort.abort(this.#outer.reason);

  constructor(clock: Clock, limitMs: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#outer = outer;
    this.#since = clock.now();
    outer.addEventListener('abort', this.#cancel, { once: true });
    if (outer.aborted) this.#cancel();
  }

  /** Aborts when time is up or the execution is cancelled. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Waits for `work` without the time counting. */
  async exclude<T>(work: () => Promise<T>): Promise<T> {
    this.#spentMs = this.spentMs;
    this.#waiting += 1;
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
      this.#since = this.#clock.now();
      this.#time();
    }
  }

  /** Starts over: the block has shown that it is not stuck. */
  restart(): void {
    this.#spentMs = 0;
    this.#since = this.#clock.now();
  }

  /** Milliseconds the block itself has run. */
  get spentMs(): number {
    return this.#spentMs + (this.#waiting === 0 ? this.#clock.now() - this.#since : 0);
  }

  /** The step has ended. What it left under way is aborted. */
  [Symbol.dispose](): void {
    this.#outer.removeEventListener('abort', this.#cancel);
    clearImmediate(this.#start);
    this.#isOver = true;
    this.#timer?.abort(ENDED);
    if (this.#waiting > 0) this.#abort.abort(ENDED);
  }

  /**
   * Sees to it that the limit is noticed. A timer that goes off while time stands still is not set
   * again before it moves on; one that goes off too early is set again for the rest.
   */
  #time(): void {
    if (this.#isTimed || this.#waiting > 0 || this.#isOver) return;
    const left = this.#limitMs - this.spentMs;
    if (left <= 0) return this.#abort.abort(timeUp(this.#limitMs));
    this.#isTimed = true;
    this.#timer ??= new AbortController();
    this.#clock.sleep(left, this.#timer.signal).then(
      () => {
        this.#isTimed = false;
        this.#time();
      },
      (reason: unknown) => {
        if (reason !== ENDED) this.#abort.abort(reason);
      },
    );
  }
}

function timeUp(limitMs: number): BlockExecutionError {
  return new BlockExecutionError(
    `It ran longer than ${limitMs} ms, not counting model calls. Raise timeout_ms of the step, or make it faster.`,
    { code: 'step_timeout', detail: { timeout_ms: limitMs } },
  );
}
