import type { ModelClient } from '@datagenflow/contracts';
import type { Budget } from './budget.js';
import { exceededEnd, type EarlyEnd } from './early-end.js';
import { Suspended } from './run-claimed.js';

/**
 * Lets a job-wide step reach models until something ends its pass early. Then nothing new is asked;
 * once what is in flight has been answered and stored, `signal` aborts.
 */
export class CallGate {
  readonly #budget: Budget;
  readonly #abort = new AbortController();
  #inFlight = 0;
  #early: EarlyEnd | undefined;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What ended the pass early, if something did. */
  get early(): EarlyEnd | undefined {
    return this.#early;
  }

  /** Ends the pass; the first reason counts. */
  end(early: EarlyEnd): void {
    this.#early ??= early;
    if (this.#inFlight === 0) this.#abort.abort(new Suspended('The job goes no further for now'));
  }

  /** @throws Suspended when the pass has ended, or a limit of the job ends it */
  check(): void {
    const exceeded = this.#budget.findExceeded(0);
    if (exceeded !== undefined) this.end(exceededEnd(exceeded));
    if (this.#early !== undefined) throw new Suspended('The job goes no further for now');
  }

  /** The same models behind the gate. */
  guard(models: ModelClient): ModelClient {
    return {
      chat: (request, context) => this.#pass(() => models.chat(request, context)),
      generate: (request, context) => this.#pass(() => models.generate(request, context)),
      embed: (request, context) => this.#pass(() => models.embed(request, context)),
    };
  }

  async #pass<T>(ask: () => Promise<T>): Promise<T> {
    this.check();
    this.#inFlight += 1;
    try {
      return await ask();
    } finally {
      this.#inFlight -= 1;
      if (this.#early !== undefined) this.end(this.#early);
    }
  }
}
