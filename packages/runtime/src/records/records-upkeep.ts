import type { Storage } from '@datagenflow/storage';
import { BackgroundChore } from '../runner/background-chore.js';

/** What a change of many rows leaves to be done behind it. */
export interface RecordsUpkeep extends AsyncDisposable {
  /** Fills indexed columns where the indexed fields of a pipeline changed. */
  readonly refill: BackgroundChore;
  /** Removes the rows of what was deleted. */
  readonly removal: BackgroundChore;
}

/** Both are found again after a restart. @param warn told what could not be done, and why */
export function createRecordsUpkeep(
  storage: Pick<Storage, 'pipelines' | 'records' | 'removeDeleted'>,
  warn: (message: string) => void,
): RecordsUpkeep {
  const refill = new BackgroundChore(
    async (signal) => {
      for (const id of await storage.pipelines.toRefill()) {
        await storage.records.refillIndexedFields(id, signal);
      }
    },
    (error) => warn(`Indexed fields were not filled: ${String(error)}`),
  );
  const removal = new BackgroundChore(
    async (signal) => {
      await storage.removeDeleted(signal);
    },
    (error) => warn(`What was deleted still takes room: ${String(error)}`),
  );
  return {
    refill,
    removal,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([refill[Symbol.asyncDispose](), removal[Symbol.asyncDispose]()]);
    },
  };
}
