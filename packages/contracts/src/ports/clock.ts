/** Time, injected so that tests decide it. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean something. */
  now(): number;
  /** Wall time, for display and storage. */
  date(): Date;
  /** Resolves after `ms`; rejects with the signal’s reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
