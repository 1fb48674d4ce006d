import type { CallKey, StoredCall } from '@datagenflow/contracts';

/** The finished calls of one execution, or of a job-wide step: those of earlier passes, and where new ones go. */
export interface CallStore {
  /** A call stored by an earlier pass under this key. */
  find(
    key: Omit<CallKey, 'execution_id'>,
  ): StoredCall | undefined | Promise<StoredCall | undefined>;
  /** Takes a stored call of another job and keeps it under this key; undefined when none is left. */
  reuse(key: Omit<CallKey, 'execution_id'>): Promise<StoredCall | undefined>;
  /** Resolves when the call is durable. */
  save(call: Omit<StoredCall, 'execution_id'>): Promise<void>;
  /** Marks a stored call’s content as unusable. */
  reject(key: Omit<CallKey, 'execution_id'>, reason: string): void;
}

/** For runs that store nothing: nothing is found, nothing is kept. */
export const nullCallStore: CallStore = {
  find: () => undefined,
  reuse: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  reject: () => undefined,
};
