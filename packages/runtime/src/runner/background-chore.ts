/** What a chore does; it ends soon after the signal aborts, and is gone on with by the next look. */
export type Chore = (signal: AbortSignal) => Promise<void>;

/** Work that waits in the database, done beside the jobs: one look at it after the other. */
export class BackgroundChore implements AsyncDisposable {
  readonly #do: Chore;
  readonly #failed: (error: unknown) => void;
  readonly #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();

  /** @param failed told why a look did not end well, unless it was stopped */
  constructor(work: Chore, failed: (error: unknown) => void) {
    this.#do = work;
    this.#failed = failed;
  }

  /** Looks for work, behind what is under way. */
  look(): void {
    this.#work = this.#work
      .then(() => this.#do(this.#stop.signal))
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#failed(error);
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('The runner stops'));
    await this.#work;
  }
}
