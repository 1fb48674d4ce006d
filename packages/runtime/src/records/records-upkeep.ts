import type { Clock } from '@datagenflow/contracts';
import type { Storage } from '@datagenflow/storage';
import { removeUpload } from '../jobs/remove-upload.js';
import { BackgroundChore } from '../runner/background-chore.js';

/** What a change of many rows leaves to be done behind it. */
export interface RecordsUpkeep extends AsyncDisposable {
  /** Fills indexed columns where the indexed fields of a pipeline changed. */
  readonly refill: BackgroundChore;
  /** Removes the rows of what was deleted, and files of jobs that had not read them. */
  readonly removal: BackgroundChore;
  /** Looks at both now; every hour at what can’t be undone any more. */
  start(): void;
}

/** What it takes to do that. */
export interface RecordsUpkeepParts {
  storage: {
    pipelines: Pick<Storage['pipelines'], 'toRefill'>;
    records: Pick<Storage['records'], 'refillIndexedFields'>;
    removeDeleted: Storage['removeDeleted'];
  };
  config: { dataDir: string };
  clock: Clock;
  /** Told what could not be done, and why. */
  warn(message: string): void;
}

const HOUR_MS = 3_600_000;

/** Both are found again after a restart. */
export function createRecordsUpkeep({
  storage,
  config,
  clock,
  warn,
}: RecordsUpkeepParts): RecordsUpkeep {
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
      await storage.removeDeleted(signal, (source) => removeUpload(source, config));
    },
    (error) => warn(`What was deleted still takes room: ${String(error)}`),
  );
  return {
    refill,
    removal,
    start: () => {
      refill.look();
      removal.repeat(HOUR_MS, clock);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([refill[Symbol.asyncDispose](), removal[Symbol.asyncDispose]()]);
    },
  };
}
