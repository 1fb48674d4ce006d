import type { StoredCall, StoredJob } from '@datagenflow/contracts';
import type { CallStore } from '../calls/call-store.js';
import type { RunnerContext } from './running-job.js';
import { watchStore } from './watch-store.js';

/**
 * The calls of a job-wide step. They belong to the job itself; stored ones are looked up one by one,
 * for there may be many.
 * @param bought told of each call that was bought
 * @param failed told when the store fails
 */
export function jobCalls(
  job: StoredJob,
  { options, writer }: RunnerContext,
  bought: (call: StoredCall) => void,
  failed: (error: unknown) => void,
): CallStore {
  const { store } = options;
  const stored = watchStore(failed);
  return {
    find: (key) => stored(store.findCall(job.id, { ...key, execution_id: null })),
    reuse: async (key) =>
      job.options.reuse === true
        ? stored(store.reuseCall(job.id, { ...key, execution_id: null }))
        : undefined,
    save: async (call) => {
      const own = { ...call, execution_id: null };
      await stored(writer.write({ kind: 'call', job_id: job.id, stored: own }));
      bought(own);
    },
    reject: ({ step_id, attempt, request_hash, n }, reason) => {
      const key = { execution_id: null, step_id, attempt, request_hash, n };
      writer.write({ kind: 'call_rejected', job_id: job.id, key, reason }).catch(failed);
    },
  };
}
