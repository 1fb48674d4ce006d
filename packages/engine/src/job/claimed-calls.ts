import type { CallKey, ClaimedExecution, JobWrite, StoredCall } from '@datagenflow/contracts';
import type { CallStore } from '../calls/call-store.js';

/**
 * The calls of a claimed execution: what was bought before is served, new ones go to `save`, and
 * `reuse` finds those of other jobs. That
 * a call’s content was rejected is noted in `rejections`, to be stored with the outcome: whoever
 * replays the call before finds out for itself.
 */
export function claimedCalls(
  claimed: ClaimedExecution,
  save: (call: StoredCall) => Promise<void>,
  reuse: (key: CallKey) => Promise<StoredCall | undefined>,
  rejections: JobWrite[],
): CallStore {
  const known = new Map(claimed.calls.map((call) => [keyText(call), call]));
  return {
    find: (key) => known.get(keyText(key)),
    reuse: async (key) => {
      const stored = await reuse({ ...key, execution_id: claimed.id });
      if (stored !== undefined) known.set(keyText(stored), stored);
      return stored;
    },
    save: async (call) => {
      const stored = { ...call, execution_id: claimed.id };
      await save(stored);
      known.set(keyText(call), stored);
    },
    reject: ({ step_id, attempt, request_hash, n }, reason) => {
      const key = { execution_id: claimed.id, step_id, attempt, request_hash, n };
      rejections.push({ kind: 'call_rejected', job_id: claimed.job_id, key, reason });
    },
  };
}

function keyText(key: Omit<CallKey, 'execution_id'>): string {
  return `${key.step_id}/${key.attempt}/${key.request_hash}/${key.n}`;
}
