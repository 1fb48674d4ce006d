import type { Clock } from '@datagenflow/contracts';

/** A clock whose `now` stands still while nothing can be done: such time is no running time. */
export class HoldableClock implements Clock {
  readonly #clock: Clock;
  #heldAt: number | undefined;
  #heldFor = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Stands still from here on. */
  hold(): void {
    this.#heldAt ??= this.#clock.now();
  }

  /** Goes on from where it stood. */
  goOn(): void {
    if (this.#heldAt !== undefined) this.#heldFor += this.#clock.now() - this.#heldAt;
    this.#heldAt = undefined;
  }

  now(): number {
    return (this.#heldAt ?? this.#clock.now()) - this.#heldFor;
  }

  date(): Date {
    return this.#clock.date();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal);
  }
}
