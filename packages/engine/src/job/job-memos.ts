import type { StoredJob } from '@datagenflow/contracts';
import type { MemoStore } from '../execution/run-environment.js';
import type { RunnerContext } from './running-job.js';
import type { WatchedStore } from './watch-store.js';

/**
 * What blocks of a job memoise. With `reuse` it takes what earlier jobs memoised as its own.
 * @param stored goes around what the store does
 */
export function jobMemos(
  { id, options: { reuse } }: StoredJob,
  { options: { store }, writer }: RunnerContext,
  stored: WatchedStore,
): MemoStore {
  return {
    read: async (key) => {
      const own = await stored(store.readMemo(id, key));
      if (own !== undefined || reuse !== true) return own;
      return stored(store.reuseMemo(id, key));
    },
    write: async (key, value) => {
      await stored(writer.write({ kind: 'memo', job_id: id, key, value }));
    },
  };
}
