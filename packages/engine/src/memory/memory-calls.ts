import type { CallKey, StoredCall } from '@datagenflow/contracts';
import { isSamePlace, type MemoryExecution } from './memory-execution.js';

/** The calls of all jobs in memory. */
export class MemoryCalls {
  /** By execution and key, in the order they came. */
  readonly #calls = new Map<number, Map<string, StoredCall>>();
  /** Names of the calls that served each job. */
  readonly #served = new Map<number, Set<string>>();

  /** Those of one execution, in the order they came. */
  of(executionId: number): StoredCall[] {
    return [...this.#of(executionId).values()];
  }

  /** Keeps a call, unless it is there already; says whether it was new. */
  keep(call: StoredCall): boolean {
    const calls = this.#of(call.execution_id);
    const key = callKey(call);
    if (calls.has(key)) return false;
    calls.set(key, call);
    return true;
  }

  reject(key: CallKey, reason: string): void {
    const calls = this.#of(key.execution_id);
    const call = calls.get(callKey(key));
    if (call !== undefined) calls.set(callKey(key), { ...call, rejected: reason });
  }

  /** Takes a call of one of `others` for an execution of another job. */
  reuse(
    execution: MemoryExecution,
    others: readonly MemoryExecution[],
    key: CallKey,
  ): StoredCall | undefined {
    const served = this.#servedTo(execution.jobId);
    const free = others
      .flatMap((other) => this.of(other.id).map((call) => ({ other, call })))
      .filter(({ call }) => call.request_hash === key.request_hash && call.rejected === null)
      .filter(({ call }) => call.reused !== true && !served.has(nameOf(call)));
    const found = free.find(({ other }) => isSamePlace(other, execution)) ?? free[0];
    if (found === undefined) return undefined;
    served.add(nameOf(found.call));
    const { execution_id, step_id, attempt, n } = key;
    const reused = { ...found.call, execution_id, step_id, attempt, n, reused: true } as const;
    this.keep(reused);
    return reused;
  }

  #of(executionId: number): Map<string, StoredCall> {
    const known = this.#calls.get(executionId) ?? new Map<string, StoredCall>();
    this.#calls.set(executionId, known);
    return known;
  }

  #servedTo(jobId: number): Set<string> {
    const known = this.#served.get(jobId) ?? new Set<string>();
    this.#served.set(jobId, known);
    return known;
  }
}

function nameOf(call: CallKey): string {
  return `${call.execution_id}/${callKey(call)}`;
}

function callKey({ step_id, attempt, request_hash, n }: CallKey): string {
  return JSON.stringify([step_id, attempt, request_hash, n]);
}
