import type { Database } from '../database/database.js';
import { carryOut, type WriteOrder, type Written } from './write-order.js';
import { WriterThread } from './writer-thread.js';

/**
 * Stores what jobs write. SQLite blocks the thread that asks it, for the disk too: where much is
 * written, a thread of its own does it, so that this one can read answers and seeds meanwhile. The
 * first orders are carried out here, and so are those that come before the thread is up.
 */
export class JobWriter implements AsyncDisposable {
  readonly #database: Database;
  #made = 0;
  #thread: WriterThread | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Resolves when it is durable. @throws what carrying it out throws */
  async write(order: WriteOrder): Promise<Written> {
    const thread = this.#findThread();
    if (thread === undefined) return carryOut(this.#database, order);
    return this.#database.hold(() => thread.carryOut(order));
  }

  /** What was given before is stored before. */
  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread;
    if (thread !== undefined) await this.#database.hold(() => thread[Symbol.asyncDispose]());
  }

  /** Undefined: do it here. */
  #findThread(): WriterThread | undefined {
    const { kind, place, commitsHere } = this.#database;
    this.#made += 1;
    if (kind !== 'sqlite' || place === null || this.#made <= commitsHere) return undefined;
    if (this.#thread === undefined || this.#thread.isOver) this.#thread = new WriterThread(place);
    return this.#thread.isReady || commitsHere === 0 ? this.#thread : undefined;
  }
}
