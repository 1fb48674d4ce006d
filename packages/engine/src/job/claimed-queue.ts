import type { ClaimedExecution, JobStore, RecordPlace } from '@datagenflow/contracts';
import { crowdOf, runsAlone } from './suspicion.js';

const MAX_CLAIM = 256;

/**
 * The executions of one job that this runner holds: taken in pages, given back unless they end.
 * Those that are suspected of having killed runners come last, and none is held that does not run.
 */
export class ClaimedQueue {
  readonly #store: JobStore;
  readonly #owner: string;
  readonly #jobId: number;
  readonly #page: number;
  readonly #turns: { upTo?: RecordPlace } | undefined;
  readonly #held = new Set<number>();
  #waiting: ClaimedExecution[] = [];
  #mayBeMore = true;
  /** Those taken now have that many. */
  #kills = 0;
  /** The others there are. While this runner lives, none is added. */
  #suspected: readonly number[] | undefined;

  constructor(
    store: JobStore,
    owner: string,
    jobId: number,
    concurrency: number,
    turns?: { upTo?: RecordPlace },
  ) {
    this.#turns = turns;
    this.#store = store;
    this.#owner = owner;
    this.#jobId = jobId;
    this.#page = Math.min(2 * concurrency, MAX_CLAIM);
  }

  /** False when none is left but those that the ones in flight may open. */
  get mayHaveNext(): boolean {
    return this.#waiting.length > 0 || this.#mayBeMore;
  }

  /** How many may run beside each other from here on. */
  get crowd(): number {
    return crowdOf(this.#kills);
  }

  /** Whether the next one is to have the runner for itself. */
  get runsAlone(): boolean {
    return runsAlone(this.#kills);
  }

  /** Takes more when none is left of those taken. */
  async fill(): Promise<void> {
    if (this.#waiting.length === 0) await this.#take();
  }

  /** The next one to run, or undefined when none like those before was pending at the last `fill`. */
  next(): ClaimedExecution | undefined {
    return this.#waiting.pop();
  }

  /** That one has ended and is stored; `hasBranches` when it opened new ones. */
  ended(id: number, hasBranches: boolean): void {
    this.#held.delete(id);
    if (!hasBranches) return;
    this.#mayBeMore = true;
    this.#kills = 0;
  }

  /** Gives back everything that has not ended. */
  async release(): Promise<void> {
    if (this.#held.size > 0) await this.#store.releaseExecutions(this.#owner, [...this.#held]);
    this.#held.clear();
  }

  async #take(): Promise<void> {
    const kills = this.#kills;
    const page = kills === 0 ? this.#page : 1;
    this.#mayBeMore = false;
    const claimed = await this.#store.claimExecutions(
      this.#jobId,
      this.#owner,
      page,
      kills,
      this.#turns,
    );
    for (const { id } of claimed) this.#held.add(id);
    this.#waiting = claimed.toReversed();
    if (claimed.length === page) {
      this.#mayBeMore = true;
      return;
    }
    this.#suspected ??= await this.#store.listKills(this.#jobId);
    if (!this.#mayBeMore) this.#suspectMore(kills);
  }

  #suspectMore(than: number): void {
    const kills = this.#suspected?.find((other) => other > than);
    this.#mayBeMore = kills !== undefined;
    this.#kills = kills ?? than;
  }
}
