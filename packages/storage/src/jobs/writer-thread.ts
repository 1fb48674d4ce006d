import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { DatabasePlace } from '../database/database.js';
import { startThread } from '../threads/start-thread.js';
import { fromThreadError, type ThreadError } from '../threads/thread-error.js';
import type { WriteOrder, Written } from './write-order.js';

/** What is asked of the thread: to write, or to close its database and end. */
export type ThreadOrder = WriteOrder | 'end';

/** `ready` comes once, first; then one answer for each order. */
export type ThreadAnswer = 'ready' | Written | { error: ThreadError };

/** A thread that writes, one order at a time. Idle, it does not keep the process alive. */
export class WriterThread implements AsyncDisposable {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<Written> | undefined;
  #isReady = false;
  #isOver = false;

  constructor(place: DatabasePlace) {
    this.#worker = startThread(new URL('./writer-worker.js', import.meta.url), place);
    this.#worker.unref();
    this.#worker.on('message', (answer: ThreadAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The thread that writes has ended.')));
  }

  /** Whether its database is open. What is ordered before waits until then. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether nothing can be ordered any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Resolves when it is durable. The order before must have been answered.
   * @throws what carrying it out throws
   */
  async carryOut(order: WriteOrder): Promise<Written> {
    if (this.#isOver) throw new Error('The thread that writes has ended.');
    const waiting = Promise.withResolvers<Written>();
    this.#waiting = waiting;
    this.#worker.ref();
    this.#worker.postMessage(order satisfies ThreadOrder, []);
    return waiting.promise;
  }

  /** Ends it after the order it works on. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    const gone = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#worker.postMessage('end' satisfies ThreadOrder, []);
    await gone;
  }

  #take(answer: ThreadAnswer): void {
    if (answer === 'ready') {
      this.#isReady = true;
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    if ('refused' in answer) waiting?.resolve(answer);
    else waiting?.reject(fromThreadError(answer.error));
  }

  #end(error: unknown): void {
    this.#isOver = true;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
