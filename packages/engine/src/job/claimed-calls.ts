import type { CallKey, ClaimedExecution, StoredCall } from '@datagenflow/contracts';
import type { CallStore } from '../calls/call-store.js';

/** What becomes of the calls of an execution. */
export interface CallSink {
  /** Takes a call of another job; undefined when there is none. */
  reuse(key: CallKey): Promise<StoredCall | undefined>;
  /** Resolves when the call is durable. */
  save(call: StoredCall): Promise<void>;
  reject(key: CallKey, reason: string): void;
}

/** The calls of a claimed execution: what was bought before is served, the rest is the sink’s. */
export function claimedCalls(claimed: ClaimedExecution, sink: CallSink): CallStore {
  const known = new Map(claimed.calls.map((call) => [keyText(call), call]));
  return {
    find: (key) => known.get(keyText(key)),
    reuse: async (key) => {
      const stored = await sink.reuse({ ...key, execution_id: claimed.id });
      if (stored !== undefined) known.set(keyText(stored), stored);
      return stored;
    },
    save: async (call) => {
      const stored = { ...call, execution_id: claimed.id };
      await sink.save(stored);
      known.set(keyText(call), stored);
    },
    reject: ({ step_id, attempt, request_hash, n }, reason) =>
      sink.reject({ execution_id: claimed.id, step_id, attempt, request_hash, n }, reason),
  };
}

function keyText(key: Omit<CallKey, 'execution_id'>): string {
  return `${key.step_id}/${key.attempt}/${key.request_hash}/${key.n}`;
}
