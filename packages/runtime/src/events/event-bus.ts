import type { EngineEvent, EventSink } from '@datagenflow/contracts';

/** Passes on what the engine tells to everyone who listens. */
export class EventBus {
  readonly #listeners = new Set<EventSink>();

  readonly emit: EventSink = (event: EngineEvent) => {
    for (const listener of this.#listeners) listener(event);
  };

  /** Listens until the answer is called. */
  subscribe(listener: EventSink): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
