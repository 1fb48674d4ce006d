import type { Clock } from '@datagenflow/contracts';

const MAX_CALLERS = 10_000;

/** How often something may be tried. */
export interface AttemptRule {
  attempts: number;
  withinMs: number;
}

/** Counts attempts of each caller over the time that has just passed. */
export class AttemptLimit {
  readonly #rule: AttemptRule;
  readonly #clock: Clock;
  /** Moments of the attempts that still count, by caller. */
  readonly #attempts = new Map<string, number[]>();

  constructor(rule: AttemptRule, clock: Clock) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /** Counts an attempt. Answers with 0 when it is allowed, else with the milliseconds to wait. */
  try(caller: string): number {
    const { attempts, withinMs } = this.#rule;
    const now = this.#clock.now();
    const recent = (this.#attempts.get(caller) ?? []).filter((at) => at > now - withinMs);
    const [first = now] = recent;
    if (recent.length >= attempts) return first + withinMs - now;
    this.#attempts.delete(caller);
    this.#attempts.set(caller, [...recent, now]);
    this.#forgetOldest();
    return 0;
  }

  #forgetOldest(): void {
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size > MAX_CALLERS && oldest !== undefined) this.#attempts.delete(oldest);
  }
}
