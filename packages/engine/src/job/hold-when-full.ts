import { DataGenFlowError, type Clock, type JobStore } from '@datagenflow/contracts';

const RETRY_MS = 3_000;

/** What is done around the time in which nothing can be stored. */
export interface FullDisk {
  /** Nothing can be stored, says this error. Must not throw. */
  pause(error: DataGenFlowError): Promise<void>;
  /** Goes on if it can. @throws `disk_full` when it still can’t */
  goOn(): Promise<void>;
}

/**
 * The same store for those who can wait: what the disk has no room for is tried again every few
 * seconds until it has, so that nothing is lost or bought twice. Aborting `signal` ends the waiting
 * with the error.
 */
export function holdWhenFull(
  store: JobStore,
  clock: Clock,
  { pause, goOn }: FullDisk,
  signal: AbortSignal,
): JobStore {
  let outage: Promise<void> | undefined;

  const hasRoom = async (): Promise<boolean> => {
    try {
      await goOn();
      return true;
    } catch (error) {
      if (!isFullDisk(error)) throw error;
      return false;
    }
  };

  const sitOut = async (reason: DataGenFlowError): Promise<void> => {
    try {
      await pause(reason);
      do {
        await Promise.allSettled([clock.sleep(RETRY_MS, signal)]);
        if (signal.aborted) throw reason;
      } while (!(await hasRoom()));
    } finally {
      outage = undefined;
    }
  };

  const hold = async (work: () => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isFullDisk(error) || signal.aborted) throw error;
        await (outage ??= sitOut(error));
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

function isFullDisk(error: unknown): error is DataGenFlowError {
  return error instanceof DataGenFlowError && error.code === 'disk_full';
}
