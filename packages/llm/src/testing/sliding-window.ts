/** Counts units in the last `periodMs`, exactly. */
export class SlidingWindow {
  readonly #periodMs: number;
  #entries: { at: number; units: number }[] = [];
  #sum = 0;

  constructor(periodMs = 60_000) {
    this.#periodMs = periodMs;
  }

  used(now: number): number {
    let gone = 0;
    for (const entry of this.#entries) {
      if (entry.at > now - this.#periodMs) break;
      this.#sum -= entry.units;
      gone += 1;
    }
    if (gone > 0) this.#entries = this.#entries.slice(gone);
    return this.#sum;
  }

  add(now: number, units: number): void {
    this.#entries.push({ at: now, units });
    this.#sum += units;
  }

  /** Milliseconds until `units` more fit under `limit`. */
  freeIn(now: number, units: number, limit: number): number {
    let over = this.used(now) + units - limit;
    for (const entry of this.#entries) {
      if (over <= 0) break;
      over -= entry.units;
      if (over <= 0) return entry.at + this.#periodMs - now;
    }
    return 0;
  }
}
