import type { Pausable, RunSignals } from './running-job.js';

/** Tells a run from outside to end before nothing is left to do, or to go on. */
export class RunControl implements RunSignals {
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #pause = new AbortController();
  #work: Pausable | undefined;

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get pause(): AbortSignal {
    return this.#pause.signal;
  }

  get wake(): AbortSignal {
    return this.#wake.signal;
  }

  attach(work: Pausable): () => void {
    this.#work = work;
    if (this.#pause.signal.aborted) work.rest();
    return () => {
      this.#work = undefined;
    };
  }

  /** Aborts what is in flight. */
  halt(): void {
    this.#stop.abort(new Error('The job was stopped'));
  }

  /** Starts nothing new; what is in flight ends. */
  rest(reason: string): void {
    this.#pause.abort(new Error(reason));
    this.#work?.rest();
  }

  /** Takes a pause back if that can be done, or ends the waiting of a job that paused by itself. */
  goOn(): void {
    if (this.#work?.goOn() === true) this.#pause = new AbortController();
    else this.#wakeUp();
  }

  /** Only who sleeps now: the next pause has its own time. */
  #wakeUp(): void {
    const asleep = this.#wake;
    this.#wake = new AbortController();
    asleep.abort();
  }
}
