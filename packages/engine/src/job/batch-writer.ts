import type { Clock, JobStore, JobWrite } from '@datagenflow/contracts';

const MAX_BATCH = 500;
const MAX_WAIT_MS = 1;

interface Entry {
  write: JobWrite;
  resolve: (isStored: boolean) => void;
  reject: (error: unknown) => void;
}

/**
 * Stores writes of many executions together: a transaction begins when the previous one has ended,
 * with all that came meanwhile, at most 500 at a time and after at most 1 ms.
 */
export class BatchWriter {
  readonly #store: JobStore;
  readonly #owner: string;
  readonly #clock: Clock;
  #queue: Entry[] = [];
  #isCommitting = false;
  /** Settles when all that was given is stored, or can’t be: entries are stored in order. */
  #newest: Promise<unknown> = Promise.resolve();

  constructor(store: JobStore, owner: string, clock: Clock) {
    this.#store = store;
    this.#owner = owner;
    this.#clock = clock;
  }

  /** Resolves when the write is durable: to false when an outcome came too late and was refused. */
  write(write: JobWrite): Promise<boolean> {
    const stored = new Promise<boolean>((resolve, reject) => {
      this.#queue.push({ write, resolve, reject });
      if (!this.#isCommitting) void this.#commitAll();
    });
    this.#newest = stored;
    return stored;
  }

  /** Resolves when everything given so far is stored, or could not be; never waits for what comes after. */
  async drain(): Promise<void> {
    await Promise.allSettled([this.#newest]);
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    await Promise.resolve();
    while (this.#queue.length > 0) {
      if (this.#queue.length < MAX_BATCH) await this.#gather();
      await this.#commit(this.#queue.splice(0, MAX_BATCH));
    }
    this.#isCommitting = false;
  }

  /** Lets what is already on its way join; never longer than {@link MAX_WAIT_MS}. */
  async #gather(): Promise<void> {
    const until = this.#clock.now() + MAX_WAIT_MS;
    for (let seen = 0; seen < this.#queue.length && this.#clock.now() < until;) {
      seen = this.#queue.length;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async #commit(batch: Entry[]): Promise<void> {
    try {
      const { refused } = await this.#store.commit(
        this.#owner,
        batch.map(({ write }) => write),
      );
      const late = new Set(refused);
      for (const { write, resolve } of batch) {
        resolve(write.kind !== 'outcome' || !late.has(write.outcome.execution_id));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
