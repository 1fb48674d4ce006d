/** Gives a slot back. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/**
 * A fixed number of slots for many jobs. Free ones go round-robin over the jobs that wait, so that
 * a large job does not starve a small one.
 */
export class FairSlots {
  /** Who waits, by job; the job that comes first is served next. */
  readonly #lanes = new Map<number, Set<() => void>>();
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Waits for a slot. Rejects with the signal’s reason when aborted meanwhile. */
  async acquire(jobId: number, signal: AbortSignal): Promise<ReleaseSlot> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(jobId, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#release();
    };
  }

  #wait(jobId: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes.get(jobId) ?? new Set();
      this.#lanes.set(jobId, lane);
      const take = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        lane.delete(take);
        reject(signal.reason as Error);
      };
      lane.add(take);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** The slot goes to the first job in line, which then stands last. */
  #release(): void {
    for (const [jobId, lane] of this.#lanes) {
      this.#lanes.delete(jobId);
      const [take] = lane;
      if (take === undefined) continue;
      lane.delete(take);
      this.#lanes.set(jobId, lane);
      return take();
    }
    this.#free += 1;
  }
}
