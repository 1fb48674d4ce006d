import type { JobWrite } from '@datagenflow/contracts';
import type { Database } from '../database/database.js';
import { CommitThread } from './commit-thread.js';
import { commitWrites } from './commit-writes.js';

/**
 * Commits what jobs write. SQLite blocks the thread that asks it, for the disk too: where much is
 * committed, a thread of its own does it, so that this one can read answers meanwhile. The first
 * commits are made here, and so are those that come before the thread is up.
 */
export class Committer implements AsyncDisposable {
  readonly #database: Database;
  #made = 0;
  #thread: CommitThread | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }> {
    const { clock, hold } = this.#database;
    const now = clock.date().toISOString();
    const thread = this.#findThread();
    if (thread === undefined) return commitWrites(this.#database, owner, writes, now);
    return hold(() => thread.commit({ owner, writes, now }));
  }

  /** What was given before is committed before. */
  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread;
    if (thread !== undefined) await this.#database.hold(() => thread[Symbol.asyncDispose]());
  }

  /** Undefined: commit here. */
  #findThread(): CommitThread | undefined {
    const { kind, place, commitsHere } = this.#database;
    this.#made += 1;
    if (kind !== 'sqlite' || place === null || this.#made <= commitsHere) return undefined;
    if (this.#thread === undefined || this.#thread.isOver) this.#thread = new CommitThread(place);
    return this.#thread.isReady || commitsHere === 0 ? this.#thread : undefined;
  }
}
