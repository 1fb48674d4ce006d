import type { Clock, Json } from '@datagenflow/contracts';
import type { GateState } from '@datagenflow/llm';
import { expect, test } from 'vitest';
import { keepRates, loadRates, type RateStore } from './keep-rates.js';

const stateOf = (limit: number): GateState => ({
  requests: { limit, period_ms: 60_000, told_at: 1 },
  tokens: null,
  found: null,
  paused_until: null,
});

/** A clock whose seconds pass when told to. */
class Seconds implements Clock {
  #next = Promise.withResolvers<void>();
  now = (): number => 0;
  date = (): Date => new Date(0);

  sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    signal?.addEventListener('abort', () => this.#next.resolve(), { once: true });
    return this.#next.promise;
  }

  async pass(): Promise<void> {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
    await new Promise<void>((done) => setImmediate(done));
  }
}

class Kept implements RateStore {
  readonly values: Json[] = [];
  isBroken = false;

  get(): Promise<Json | undefined> {
    return Promise.resolve(this.values.at(-1));
  }

  async set(_key: string, value: Json): Promise<void> {
    if (this.isBroken) throw new Error('No room left');
    this.values.push(structuredClone(value));
  }
}

test('is stored every second while it changes, and restored', async () => {
  const [clock, store] = [new Seconds(), new Kept()];
  const states = new Map<number, GateState>();
  const kept = keepRates({ snapshot: () => states }, store, clock);
  await clock.pass();
  expect(store.values).toHaveLength(0);
  states.set(7, stateOf(60));
  await clock.pass();
  await clock.pass();
  states.set(7, stateOf(90));
  await clock.pass();
  await kept[Symbol.asyncDispose]();
  expect(store.values).toHaveLength(2);
  expect(await loadRates(store)).toEqual(states);
});

test('what can’t be stored is tried again, and at the end', async () => {
  const [clock, store] = [new Seconds(), new Kept()];
  const states = new Map([[7, stateOf(60)]]);
  store.isBroken = true;
  const kept = keepRates({ snapshot: () => states }, store, clock);
  await clock.pass();
  store.isBroken = false;
  await clock.pass();
  expect(await loadRates(store)).toEqual(states);
  states.set(7, stateOf(90));
  await kept[Symbol.asyncDispose]();
  expect(await loadRates(store)).toEqual(states);
});

test('a new installation has learned nothing', async () => {
  expect(await loadRates(new Kept())).toEqual(new Map());
});
