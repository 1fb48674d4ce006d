import type { JobStore } from '@datagenflow/contracts';

/**
 * Stands before the executions of a store. Once it is closed no more are handed out, so that a
 * runner comes to rest with what it holds.
 */
export class ClaimGate {
  readonly #held = new Set<number>();
  readonly #waiting = new Set<() => void>();
  readonly #ended = Promise.withResolvers<never>();
  #isClosed = false;

  constructor() {
    this.#ended.promise.catch(() => undefined);
  }

  /** The same store; who claims through the answer passes this gate. */
  guard(store: JobStore): JobStore {
    const guarded: Pick<JobStore, 'claimExecutions' | 'releaseExecutions' | 'commit'> = {
      claimExecutions: async (jobId, owner, limit) => {
        if (this.#isClosed) return this.#ended.promise;
        const claimed = await store.claimExecutions(jobId, owner, limit);
        for (const { id } of claimed) this.#held.add(id);
        return claimed;
      },
      releaseExecutions: async (owner, ids) => {
        await store.releaseExecutions(owner, ids);
        this.#drop(ids);
      },
      commit: async (owner, writes) => {
        const stored = await store.commit(owner, writes);
        const outcomes = writes.flatMap((write) => (write.kind === 'outcome' ? write.outcome : []));
        this.#drop(outcomes.map(({ execution_id }) => execution_id));
        return stored;
      },
    };
    return new Proxy(store, {
      get: (target, name) => {
        if (Object.hasOwn(guarded, name)) return guarded[name as keyof typeof guarded];
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  /** Hands nothing out any more: who claims waits for {@link end}. */
  close(): void {
    this.#isClosed = true;
  }

  /** Resolves when everything handed out has ended or come back. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await new Promise<void>((done) => this.#waiting.add(done));
  }

  /** Whoever waits gets an error: that nothing came must not pass for nothing being left. */
  end(): void {
    this.#ended.reject(new Error('The runner was stopped'));
  }

  #drop(ids: readonly number[]): void {
    for (const id of ids) this.#held.delete(id);
    if (this.#held.size > 0) return;
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }
}
