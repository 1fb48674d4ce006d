/** Gives a slot back. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/**
 * A fixed number of slots for many jobs. Free ones go round-robin over the jobs that wait, so that
 * a large job does not starve a small one.
 */
export class FairSlots {
  readonly #waiting = new Map<number, (() => void)[]>();
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
      const lane = this.#waiting.get(jobId) ?? [];
      const abort = () => {
        this.#waiting.set(
          jobId,
          lane.filter((grant) => grant !== take),
        );
        reject(signal.reason as Error);
      };
      const take = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      lane.push(take);
      this.#waiting.set(jobId, lane);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** The slot goes to the first job in line, which then stands last. */
  #release(): void {
    for (const [jobId, lane] of this.#waiting) {
      this.#waiting.delete(jobId);
      const take = lane.shift();
      if (lane.length > 0) this.#waiting.set(jobId, lane);
      if (take !== undefined) return take();
    }
    this.#free += 1;
  }
}
