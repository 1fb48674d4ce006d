import type { Worker } from 'node:worker_threads';
import type { DatabasePlace } from '../database/database.js';
import { startThread } from '../threads/start-thread.js';
import { fromThreadError } from '../threads/thread-error.js';
import type { FoundRecords, RecordRequest } from './find-records.js';
import type { FinderAnswer, FinderQuestion, FinderTask } from './finder-messages.js';

type Waiting = PromiseWithResolvers<FoundRecords>;

/** A thread that searches records. It does not keep the process alive. */
export class FinderThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #isOver = false;

  /** @param limitMs longest search of one request */
  constructor(place: DatabasePlace, limitMs: number) {
    const task: FinderTask = { place, limitMs };
    this.#worker = startThread(new URL('./finder-worker.js', import.meta.url), task);
    this.#worker.unref();
    this.#worker.on('message', (answer: FinderAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The thread that searches has ended.')));
  }

  /** Whether it can’t be asked any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws what the search throws */
  async find(request: RecordRequest): Promise<FoundRecords> {
    this.#asked += 1;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(this.#asked, waiting);
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#asked, request } satisfies FinderQuestion, []);
    return waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: FinderAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('found' in answer) waiting?.resolve(answer.found);
    else waiting?.reject(fromThreadError(answer.error));
  }

  #end(error: unknown): void {
    this.#isOver = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
