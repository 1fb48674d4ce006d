import { restartDelay } from './restart-delay.js';
import type { RunnerEnd } from './runner-child.js';

/** So many deaths in a row before any execution has ended are blamed on what was run. */
const CRASH_LOOP = 6;

/** Counts how runners die one after the other, and what the next has to know of it. */
export class RunnerDeaths {
  #quick = 0;
  #idle = 0;
  #isBlamed = false;

  /** Whether what they died of is to be looked for among what they held. */
  get isBlamed(): boolean {
    return this.#isBlamed;
  }

  /** @returns after how many milliseconds another may be started */
  add({ wasReady, isProven, hasWorked, isOwnDoing }: RunnerEnd): number {
    this.#quick = isProven ? 0 : this.#quick + 1;
    if (hasWorked) this.#idle = 0;
    else if (wasReady) this.#idle += 1;
    this.#isBlamed ||= isOwnDoing || this.#idle >= CRASH_LOOP;
    return restartDelay(this.#quick);
  }

  /** One has opened, and has looked for it. */
  settle(): void {
    this.#isBlamed = false;
  }
}
