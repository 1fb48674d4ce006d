import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { JobWrite } from '@datagenflow/contracts';
import type { DatabasePlace } from '../database/database.js';
import { startThread } from '../threads/start-thread.js';
import { fromThreadError, type ThreadError } from '../threads/thread-error.js';

/** What is asked of the thread: to commit, or to close its database and end. */
export type CommitOrder = { owner: string; writes: readonly JobWrite[]; now: string } | 'end';

/** `ready` comes once, first; then one answer for each order. */
export type CommitAnswer = 'ready' | { refused: number[] } | { error: ThreadError };

/** A thread that commits, one order at a time. Idle, it does not keep the process alive. */
export class CommitThread implements AsyncDisposable {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<{ refused: number[] }> | undefined;
  #isReady = false;
  #isOver = false;

  constructor(place: DatabasePlace) {
    this.#worker = startThread(new URL('./commit-worker.js', import.meta.url), place);
    this.#worker.unref();
    this.#worker.on('message', (answer: CommitAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The thread that commits has ended.')));
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
   * Resolves when the writes are durable. The one before must have been answered.
   * @throws what committing throws
   */
  async commit(order: Exclude<CommitOrder, 'end'>): Promise<{ refused: number[] }> {
    if (this.#isOver) throw new Error('The thread that commits has ended.');
    const waiting = Promise.withResolvers<{ refused: number[] }>();
    this.#waiting = waiting;
    this.#worker.ref();
    this.#worker.postMessage(order satisfies CommitOrder, []);
    return waiting.promise;
  }

  /** Ends it after the order it works on. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    const gone = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#worker.postMessage('end' satisfies CommitOrder, []);
    await gone;
  }

  #take(answer: CommitAnswer): void {
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
