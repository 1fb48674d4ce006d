import type { CallKey, StoredCall } from '@datagenflow/contracts';
import { isSamePlace, type MemoryExecution } from './memory-execution.js';

/** Whose calls they are: an execution’s, or, without one, a job’s own. */
export interface CallOwner {
  jobId: number;
  execution: MemoryExecution | undefined;
}

interface OwnedCalls extends CallOwner {
  /** By key, in the order they came. */
  calls: Map<string, StoredCall>;
}

/** The calls of all jobs in memory. */
export class MemoryCalls {
  readonly #owned = new Map<string, OwnedCalls>();
  /** Of each copy, by its name, what it was copied from. */
  readonly #sources = new Map<string, { owner: CallOwner; key: CallKey }>();
  /** Names of the calls that served each job. */
  readonly #served = new Map<number, Set<string>>();

  /** Those of one owner, in the order they came. */
  of(owner: CallOwner): StoredCall[] {
    return [...this.#of(owner).calls.values()];
  }

  find(owner: CallOwner, key: CallKey): StoredCall | undefined {
    return this.#of(owner).calls.get(callKey(key));
  }

  /** Keeps a call, unless it is there already; says whether it was new. */
  keep(owner: CallOwner, call: StoredCall): boolean {
    const { calls } = this.#of(owner);
    const key = callKey(call);
    if (calls.has(key)) return false;
    calls.set(key, call);
    return true;
  }

  /** Marks a call, and what it was copied from. */
  reject(owner: CallOwner, key: CallKey, reason: string): void {
    const { calls } = this.#of(owner);
    const call = calls.get(callKey(key));
    if (call !== undefined) calls.set(callKey(key), { ...call, rejected: reason });
    const source = this.#sources.get(nameOf(owner, key));
    if (source !== undefined) this.reject(source.owner, source.key, reason);
  }

  /** Takes a call of another job. */
  reuse(owner: CallOwner, key: CallKey): StoredCall | undefined {
    const served = this.#servedTo(owner.jobId);
    const free = [...this.#owned.values()]
      .filter(({ jobId }) => jobId !== owner.jobId)
      .flatMap((other) => [...other.calls.values()].map((call) => ({ other, call })))
      .filter(({ call }) => call.request_hash === key.request_hash && call.rejected === null)
      .filter(({ other, call }) => call.reused !== true && !served.has(nameOf(other, call)));
    const found = free.find(({ other }) => standsWith(other, owner)) ?? free[0];
    if (found === undefined) return undefined;
    served.add(nameOf(found.other, found.call));
    const { execution_id, step_id, attempt, n } = key;
    const reused = { ...found.call, execution_id, step_id, attempt, n, reused: true } as const;
    this.keep(owner, reused);
    this.#sources.set(nameOf(owner, reused), { owner: found.other, key: found.call });
    return reused;
  }

  #of(owner: CallOwner): OwnedCalls {
    const name = ownerName(owner);
    const known = this.#owned.get(name) ?? { ...owner, calls: new Map<string, StoredCall>() };
    this.#owned.set(name, known);
    return known;
  }

  #servedTo(jobId: number): Set<string> {
    const known = this.#served.get(jobId) ?? new Set<string>();
    this.#served.set(jobId, known);
    return known;
  }
}

function standsWith({ execution: a }: CallOwner, { execution: b }: CallOwner): boolean {
  return a === undefined || b === undefined ? a === b : isSamePlace(a, b);
}

function ownerName({ jobId, execution }: CallOwner): string {
  return `${jobId}/${execution?.id ?? 'job'}`;
}

function nameOf(owner: CallOwner, call: CallKey): string {
  return `${ownerName(owner)}/${callKey(call)}`;
}

function callKey({ step_id, attempt, request_hash, n }: CallKey): string {
  return JSON.stringify([step_id, attempt, request_hash, n]);
}
