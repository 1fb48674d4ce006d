import type { ClaimedExecution, JobStore } from '@datagenflow/contracts';

const MAX_CLAIM = 256;

/** The executions of one job that this runner holds: taken in pages, given back unless they end. */
export class ClaimedQueue {
  readonly #store: JobStore;
  readonly #owner: string;
  readonly #jobId: number;
  readonly #page: number;
  readonly #held = new Set<number>();
  #waiting: ClaimedExecution[] = [];
  #mayBeMore = true;

  constructor(store: JobStore, owner: string, jobId: number, concurrency: number) {
    this.#store = store;
    this.#owner = owner;
    this.#jobId = jobId;
    this.#page = Math.min(2 * concurrency, MAX_CLAIM);
  }

  /** False when none is left but those that the ones in flight may open. */
  get mayHaveNext(): boolean {
    return this.#waiting.length > 0 || this.#mayBeMore;
  }

  /** The next one to run, or undefined when none is pending now. */
  async next(): Promise<ClaimedExecution | undefined> {
    if (this.#waiting.length === 0) {
      this.#mayBeMore = false;
      this.#waiting = await this.#store.claimExecutions(this.#jobId, this.#owner, this.#page);
      this.#mayBeMore ||= this.#waiting.length === this.#page;
      this.#waiting.reverse();
      for (const { id } of this.#waiting) this.#held.add(id);
    }
    return this.#waiting.pop();
  }

  /** That one has ended and is stored; `hasBranches` when it opened new ones. */
  ended(id: number, hasBranches: boolean): void {
    this.#held.delete(id);
    this.#mayBeMore ||= hasBranches;
  }

  /** Gives back everything that has not ended. */
  async release(): Promise<void> {
    if (this.#held.size > 0) await this.#store.releaseExecutions(this.#owner, [...this.#held]);
    this.#held.clear();
  }
}
