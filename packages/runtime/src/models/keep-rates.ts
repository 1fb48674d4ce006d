import type { Clock, Json } from '@datagenflow/contracts';
import type { GateState, LlmClient } from '@datagenflow/llm';

const KEY = 'model_rates';
const EVERY_MS = 1_000;

/** Where small values are kept. */
export interface RateStore {
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json): Promise<void>;
}

/** What was learned about the rates of models before, by the model’s id. */
export async function loadRates(store: RateStore): Promise<Map<number, GateState>> {
  const stored = (await store.get(KEY)) ?? {};
  const states = Object.entries(stored as Record<string, GateState>);
  return new Map(states.map(([id, state]) => [Number(id), state]));
}

/**
 * Stores what a client learns about the rates of its models: every second while that changes, and
 * once more when disposed of. What can’t be stored is tried again a second later.
 */
export function keepRates(
  client: Pick<LlmClient, 'snapshot'>,
  store: RateStore,
  clock: Clock,
): AsyncDisposable {
  const stop = new AbortController();
  let kept = JSON.stringify({});

  const keep = async (): Promise<void> => {
    const states = Object.fromEntries(client.snapshot());
    const text = JSON.stringify(states);
    if (text === kept) return;
    await store.set(KEY, states);
    kept = text;
  };

  const keepOn = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await clock.sleep(EVERY_MS, stop.signal).catch(() => undefined);
      await keep().catch(() => undefined);
    }
  };

  const done = keepOn();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
    },
  };
}
