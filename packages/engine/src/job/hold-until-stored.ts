import { orAborted } from '@datagenflow/block-sdk/host';
import { DataGenFlowError, type Clock, type JobStore } from '@datagenflow/contracts';

const RETRY_MS = 3_000;
/** The store itself has waited long before it says that it is busy. */
const BUSY_MS = 50;

/** What is done around the time in which nothing can be stored. */
export interface Outage {
  /** Nothing can be stored, says this error. Must not throw. */
  pause(error: DataGenFlowError): Promise<void>;
  /** Goes on if it can, and says so. @throws `disk_full`, `database_unavailable`, `database_busy` when it still can’t */
  goOn(): Promise<boolean>;
}

/**
 * The same store for those who can wait: what the disk has no room for, or the database is not there
 * for, is tried again every few seconds until it is, and what another process keeps from being stored
 * at once, so that nothing is lost or bought twice. Pages that are read are not held. Aborting
 * `signal` ends the waiting with the error, `late` that for the store itself too.
 */
export function holdUntilStored(
  store: JobStore,
  clock: Clock,
  { pause, goOn }: Outage,
  signal: AbortSignal,
  late: AbortSignal,
): JobStore {
  let outage: Promise<void> | undefined;

  const isOver = async (): Promise<boolean> => {
    try {
      return await goOn();
    } catch (error) {
      if (!isOutage(error) && !isBusy(error)) throw error;
      return false;
    }
  };

  const sitOut = async (reason: DataGenFlowError): Promise<void> => {
    try {
      await pause(reason);
      do {
        await Promise.allSettled([clock.sleep(RETRY_MS, signal)]);
        if (signal.aborted) throw reason;
      } while (!(await isOver()));
    } finally {
      outage = undefined;
    }
  };

  const hold = async (work: () => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      try {
        return await orAborted(work(), late);
      } catch (error) {
        if (signal.aborted) throw error;
        if (isOutage(error)) await (outage ??= sitOut(error));
        else if (isBusy(error)) await Promise.allSettled([clock.sleep(BUSY_MS, signal)]);
        else throw error;
      }
    }
  };

  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (name === 'readSeeds') return target.readSeeds.bind(target);
      if (name === 'readRecords') return target.readRecords.bind(target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        hold(() => Reflect.apply(member, target, args) as Promise<unknown>);
    },
  });
}

/** Whether the database is not there. */
export function isUnavailable(error: unknown): error is DataGenFlowError {
  return error instanceof DataGenFlowError && error.code === 'database_unavailable';
}

function isOutage(error: unknown): error is DataGenFlowError {
  const isFullDisk = error instanceof DataGenFlowError && error.code === 'disk_full';
  return isFullDisk || isUnavailable(error);
}

function isBusy(error: unknown): boolean {
  return error instanceof DataGenFlowError && error.code === 'database_busy';
}
