/** Gives back what was acquired. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/**
 * A fixed number of slots for many jobs. Free ones go round-robin over the jobs that wait, so that
 * a large job does not starve a small one. Who needs all of them gets them as soon as those held
 * are free, and the others have their turn before the next who needs all.
 */
export class FairSlots {
  /** Who waits, by job; the job that comes first is served next. */
  readonly #lanes = new Map<number, Set<() => void>>();
  /** Who waits for all. */
  readonly #wholes = new Set<() => void>();
  readonly #slots: number;
  #free: number;

  constructor(slots: number) {
    this.#slots = slots;
    this.#free = slots;
  }

  /** Waits for a slot. Rejects with the signal’s reason when aborted meanwhile. */
  async acquire(jobId: number, signal: AbortSignal): Promise<ReleaseSlot> {
    signal.throwIfAborted();
    if (this.#free > 0 && this.#wholes.size === 0) this.#free -= 1;
    else await this.#wait(this.#laneOf(jobId), signal);
    return once(() => {
      this.#free += 1;
      if (this.#wholes.size === 0) this.#serveJobs();
      this.#serveWhole();
    });
  }

  /** Waits for all slots, so that nothing runs beside. Rejects like {@link acquire}. */
  async acquireAll(signal: AbortSignal): Promise<ReleaseSlot> {
    signal.throwIfAborted();
    if (this.#free === this.#slots) this.#free = 0;
    else await this.#wait(this.#wholes, signal);
    return once(() => {
      this.#free = this.#slots;
      this.#serveJobs();
      this.#serveWhole();
    });
  }

  #wait(line: Set<() => void>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        line.delete(take);
        if (this.#wholes.size === 0) this.#serveJobs();
        reject(signal.reason as Error);
      };
      line.add(take);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  #laneOf(jobId: number): Set<() => void> {
    const lane = this.#lanes.get(jobId) ?? new Set();
    this.#lanes.set(jobId, lane);
    return lane;
  }

  #serveJobs(): void {
    while (this.#free > 0) {
      const take = this.#takeFirstInLine();
      if (take === undefined) return;
      this.#free -= 1;
      take();
    }
  }

  #serveWhole(): void {
    const [take] = this.#wholes;
    if (take === undefined || this.#free < this.#slots) return;
    this.#wholes.delete(take);
    this.#free = 0;
    take();
  }

  /** From the job that is served next, which then stands last. */
  #takeFirstInLine(): (() => void) | undefined {
    for (const [jobId, lane] of this.#lanes) {
      this.#lanes.delete(jobId);
      const [take] = lane;
      if (take === undefined) continue;
      lane.delete(take);
      this.#lanes.set(jobId, lane);
      return take;
    }
    return undefined;
  }
}

function once(release: () => void): ReleaseSlot {
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    release();
  };
}
