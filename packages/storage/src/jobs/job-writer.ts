import type { Database } from '../database/database.js';
import { carryOut, type WriteOrder, type Written } from './write-order.js';
import { WriterThread } from './writer-thread.js';

/** So many are stored sooner than a thread is asked to. */
const FEW_EXECUTIONS = 50;

/**
 * Stores what jobs write. SQLite blocks the thread that asks it, for the disk too: where much is
 * written, a thread of its own does it, so that this one can read answers and seeds meanwhile. The
 * first orders are carried out here, and so are those that come before the thread is up, and the
 * seeds of a small job.
 */
export class JobWriter implements AsyncDisposable {
  readonly #database: Database;
  #made = 0;
  #thread: WriterThread | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Resolves when it is durable. What the thread did not take before it died is carried out here, and
   * so is an import that it took: what is stored of it already is not stored again.
   * @throws what carrying it out throws
   */
  async write(order: WriteOrder): Promise<Written> {
    const thread = this.#findThread(order);
    const written = thread && (await this.#writeThere(thread, order));
    return written ?? carryOut(this.#database, order);
  }

  /** What was given before is stored before. */
  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread;
    if (thread !== undefined) await this.#database.hold(() => thread[Symbol.asyncDispose]());
  }

  /** Undefined: nothing was lost by it, do it here. */
  async #writeThere(thread: WriterThread, order: WriteOrder): Promise<Written | undefined> {
    try {
      return await this.#database.hold(async () =>
        thread.isOver ? undefined : thread.carryOut(order),
      );
    } catch (error) {
      if (order.kind === 'import' && thread.isOver) return undefined;
      throw error;
    }
  }

  /** Undefined: do it here. */
  #findThread(order: WriteOrder): WriterThread | undefined {
    const { kind, place, commitsHere } = this.#database;
    if (kind !== 'sqlite' || place === null) return undefined;
    const isEager = commitsHere === 0;
    if (isSmall(order) && !isEager) return undefined;
    this.#made += 1;
    if (this.#made <= commitsHere) return undefined;
    if (this.#thread === undefined || this.#thread.isOver) this.#thread = new WriterThread(place);
    return this.#thread.isReady || isEager ? this.#thread : undefined;
  }
}

function isSmall(order: WriteOrder): boolean {
  if (order.kind !== 'import') return false;
  return order.batch.portions.reduce((sum, { count }) => sum + count, 0) <= FEW_EXECUTIONS;
}
