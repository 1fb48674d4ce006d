import type { CallKey, ClaimedExecution, StoredCall } from '@datagenflow/contracts';
import type { CallStore } from '../calls/call-store.js';
import type { BatchWriter } from './batch-writer.js';

/** The calls of a claimed execution: what earlier passes bought is served, new ones are stored. */
export function claimedCalls(
  claimed: ClaimedExecution,
  writer: BatchWriter,
  onBought: (call: StoredCall) => void,
): CallStore {
  const known = new Map(claimed.calls.map((call) => [keyText(call), call]));
  return {
    find: (key) => known.get(keyText(key)),
    save: async (call) => {
      const stored = { ...call, execution_id: claimed.id };
      await writer.write({ kind: 'call', job_id: claimed.job_id, stored });
      onBought(stored);
    },
    reject: (key, reason) => {
      const full = { ...key, execution_id: claimed.id };
      void writer.write({ kind: 'call_rejected', key: full, reason });
    },
  };
}

function keyText(key: Omit<CallKey, 'execution_id'>): string {
  return `${key.step_id}/${key.attempt}/${key.request_hash}/${key.n}`;
}
