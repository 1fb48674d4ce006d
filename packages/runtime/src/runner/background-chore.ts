import type { Clock } from '@datagenflow/contracts';

/** What a chore does; it ends soon after the signal aborts, and is gone on with by the next look. */
export type Chore = (signal: AbortSignal) => Promise<void>;

/** Work that waits in the database, done beside the jobs: one look at it after the other. */
export class BackgroundChore implements AsyncDisposable {
  readonly #do: Chore;
  readonly #failed: (error: unknown) => void;
  readonly #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #repeating: Promise<void> | undefined;

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

  /** Looks for work now, and again so many milliseconds after each look. */
  repeat(everyMs: number, clock: Clock): void {
    this.#repeating ??= this.#lookAgain(everyMs, clock);
  }

  async #lookAgain(everyMs: number, clock: Clock): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.look();
      await this.#work;
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('The runner stops'));
    await this.#repeating;
    await this.#work;
  }
}
