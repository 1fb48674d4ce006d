import type { CallContext, ModelClient } from '@datagenflow/contracts';

/** Counts the requests to models that are under way. */
export class CallCounter {
  #inFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The same models; requests through the answer are counted. */
  watch(models: ModelClient): ModelClient {
    return {
      chat: (request, context) => models.chat(request, this.#counted(context)),
      generate: (request, context) => models.generate(request, this.#counted(context)),
      embed: (request, context) => models.embed(request, this.#counted(context)),
    };
  }

  /** Calls served from storage never come to `send`. */
  #counted(context: CallContext): CallContext {
    const { recorder } = context;
    return {
      ...context,
      recorder: { record: (call, send) => recorder.record(call, () => this.#count(send)) },
    };
  }

  async #count<T>(send: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await send();
    } finally {
      this.#inFlight -= 1;
    }
  }
}
