import type { EngineEvent, EventSink } from '@datagenflow/contracts';

/** A sink that passes on together what comes in one turn of the event loop. */
export function batchEvents(send: (events: EngineEvent[]) => void): EventSink {
  let batch: EngineEvent[] = [];
  return (event) => {
    batch.push(event);
    if (batch.length > 1) return;
    setImmediate(() => {
      const events = batch;
      batch = [];
      send(events);
    });
  };
}
