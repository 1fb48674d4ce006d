import { orAborted } from '@datagenflow/block-sdk/host';
import type { CallContext, ModelClient, StoredCall } from '@datagenflow/contracts';
import type { Budget } from './budget.js';
import { exceededEnd, type EarlyEnd } from './early-end.js';
import { Purchases } from './purchases.js';
import { Suspended } from './suspended.js';

/**
 * Lets a job-wide step reach models until something ends its pass early. Then nothing new is asked;
 * once what is in flight has been answered and stored, `signal` aborts. A call that may pass a limit
 * beside those in flight waits until one of them has ended; stored answers cost nothing.
 */
export class CallGate {
  readonly #budget: Budget;
  readonly #abort = new AbortController();
  readonly #bought = new Purchases();
  #ended = 0;
  #inFlight = 0;
  #early: EarlyEnd | undefined;
  #nextEnd = Promise.withResolvers<void>();

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
    if (this.#inFlight === 0) this.#abort.abort(suspension());
    this.#wake();
  }

  /** Counts a call that was bought and stored. */
  addCall(call: StoredCall): void {
    this.#budget.addCall(call);
    this.#bought.add(call);
    this.#ended += 1;
  }

  /** @throws Suspended when the pass has ended, or a limit of the job ends it */
  check(): void {
    const exceeded = this.#budget.findExceeded(0);
    if (exceeded !== undefined) this.end(exceededEnd(exceeded));
    if (this.#early !== undefined) throw suspension();
  }

  /** The same models behind the gate. */
  guard(models: ModelClient): ModelClient {
    return {
      chat: (request, context) => models.chat(request, this.#gated(context)),
      generate: (request, context) => models.generate(request, this.#gated(context)),
      embed: (request, context) => models.embed(request, this.#gated(context)),
    };
  }

  /** Calls served from storage never come to `send`. */
  #gated(context: CallContext): CallContext {
    const { recorder, signal } = context;
    return {
      ...context,
      recorder: {
        record: async (call, send) => {
          let isSent = false;
          try {
            return await recorder.record(call, async () => {
              await this.#enter(signal);
              isSent = true;
              return send();
            });
          } finally {
            if (isSent) this.#leave();
          }
        },
      },
    };
  }

  async #enter(signal: AbortSignal): Promise<void> {
    for (this.check(); this.#isFull(); this.check()) {
      await orAborted(this.#nextEnd.promise, signal);
    }
    this.#inFlight += 1;
  }

  #isFull(): boolean {
    const sample = { ended: this.#ended, bought: this.#bought };
    return this.#budget.findExceeded(this.#inFlight, sample) !== undefined;
  }

  #leave(): void {
    this.#inFlight -= 1;
    if (this.#early !== undefined) this.end(this.#early);
    this.#wake();
  }

  #wake(): void {
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers();
  }
}

function suspension(): Suspended {
  return new Suspended('The job goes no further for now');
}
