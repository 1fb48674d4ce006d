import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { createModelGate, type ModelGate } from './model-gate.js';

const signal = new AbortController().signal;

/** A provider that allows `limit()` requests in any 60 seconds and tells nothing but 429. */
class HiddenLimit {
  readonly accepted: number[] = [];
  refused = 0;

  readonly #clock: ManualClock;
  readonly #limit: () => number;
  readonly #tellsRetryAfter: boolean;

  constructor(clock: ManualClock, limit: () => number, tellsRetryAfter: boolean) {
    this.#clock = clock;
    this.#limit = limit;
    this.#tellsRetryAfter = tellsRetryAfter;
  }

  async ask(gate: ModelGate): Promise<void> {
    const permit = await gate.enter('', 1, signal);
    await this.#clock.sleep(20);
    const now = this.#clock.now();
    const window = this.accepted.filter((at) => at > now - 60_000);
    if (window.length >= this.#limit()) {
      this.refused += 1;
      const freeAt = (window[window.length - this.#limit()] as number) + 60_000;
      const retryAfterMs = this.#tellsRetryAfter ? freeAt - now : undefined;
      permit.end({ kind: 'refused', retryAfterMs });
      return;
    }
    this.accepted.push(now);
    await this.#clock.sleep(180);
    permit.end({ kind: 'answered', tokens: 1, told: {} });
  }
}

async function work(clock: ManualClock, minutes: number, ask: () => Promise<void>): Promise<void> {
  const end = clock.now() + minutes * 60_000;
  const worker = async (): Promise<void> => {
    while (clock.now() < end) await ask();
  };
  for (let index = 0; index < 64; index += 1) void worker();
  while (clock.now() < end) await clock.advance(1_000);
}

function between(times: readonly number[], from: number, to: number): number {
  return times.filter((at) => at >= from && at < to).length;
}

describe('ModelGate', () => {
  test('uses a known limit almost fully and is never refused', async () => {
    const clock = new ManualClock();
    const limits = { requests_per_minute: 600 };
    const gate = createModelGate({ model: 'm', limits, clock, random: () => 0.5 });
    const provider = new HiddenLimit(clock, () => 600, true);
    await work(clock, 5, () => provider.ask(gate));
    expect(provider.refused).toBe(0);
    expect(provider.accepted.length).toBeGreaterThanOrEqual(0.98 * 600 * 5 - 20);
  });

  test.each([true, false])('finds a limit that halves midway (Retry-After: %s)', async (tells) => {
    const clock = new ManualClock();
    const limit = (): number => (clock.now() < 300_000 ? 600 : 300);
    const gate = createModelGate({ model: 'm', limits: {}, clock, random: () => 0.5 });
    const provider = new HiddenLimit(clock, limit, tells);
    await work(clock, 10, () => provider.ask(gate));
    const { accepted, refused } = provider;
    expect(refused).toBeLessThanOrEqual(0.02 * (accepted.length + refused) + 64);
    expect(between(accepted, 0, 300_000)).toBeGreaterThanOrEqual(0.9 * 3_000);
    expect(between(accepted, 330_000, 600_000)).toBeGreaterThanOrEqual(0.9 * 1_350);
  });
});

describe('what a gate learns', () => {
  const told = { requests: { limit: 60, periodMs: 60_000 } };

  test('limits told by answers hold for five minutes and over a restart', async () => {
    const clock = new ManualClock();
    const options = { model: 'm', limits: {}, clock, random: () => 0.5 };
    const gate = createModelGate(options);
    const pass = async (used: ModelGate): Promise<number> => {
      const start = clock.now();
      const permit = await clock.run(used.enter('', 1, signal));
      permit.end({ kind: 'answered', tokens: 1, told });
      return clock.now() - start;
    };
    expect(await pass(gate)).toBe(0);
    expect(await pass(gate)).toBeGreaterThan(900);
    const restored = createModelGate({ ...options, restore: gate.snapshot() });
    expect(await pass(restored)).toBeGreaterThan(900);
    await clock.advance(300_001);
    expect(await pass(gate)).toBe(0);
  });

  test('what is learned is plain JSON that changes only when something is', async () => {
    const clock = new ManualClock();
    const options = { model: 'm', limits: {}, clock, random: () => 0.5 };
    const gate = createModelGate(options);
    const untouched = { requests: null, tokens: null, found: null, paused_until: null };
    expect(gate.snapshot()).toEqual(untouched);
    const permit = await clock.run(gate.enter('', 1, signal));
    permit.end({ kind: 'answered', tokens: 1, told });
    const state = gate.snapshot();
    expect(state.requests).toMatchObject({ limit: 60, period_ms: 60_000 });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    await clock.advance(10_000);
    expect(gate.snapshot()).toEqual(state);
    const configured = createModelGate({ ...options, limits: { requests_per_minute: 5 } });
    expect(configured.snapshot()).toEqual(untouched);
  });

  test('a limit learned more than five minutes before the restart is forgotten', async () => {
    const clock = new ManualClock();
    const options = { model: 'm', limits: {}, clock, random: () => 0.5 };
    const gate = createModelGate(options);
    const permit = await clock.run(gate.enter('', 1, signal));
    permit.end({ kind: 'answered', tokens: 1, told });
    const state = gate.snapshot();
    await clock.advance(301_000);
    const restored = createModelGate({ ...options, restore: state });
    const before = clock.now();
    await clock.run(restored.enter('', 1, signal));
    expect(clock.now()).toBe(before);
    expect(restored.snapshot().requests).toBeNull();
  });

  test('a limit found by trial outlives a restart once a minute was watched, and grows on', async () => {
    const clock = new ManualClock();
    const options = { model: 'm', limits: {}, clock, random: () => 0.5 };
    const gate = createModelGate(options);
    const provider = new HiddenLimit(clock, () => 600, true);
    await work(clock, 0.5, () => provider.ask(gate));
    expect(provider.refused).toBeGreaterThan(0);
    expect(gate.snapshot().found).toBeNull();
    await work(clock, 3, () => provider.ask(gate));
    const { found } = gate.snapshot();
    expect(found?.per_minute).toBeGreaterThan(100);
    expect(found?.per_minute).toBeLessThan(900);
    const restored = createModelGate({ ...options, restore: gate.snapshot() });
    expect(restored.snapshot().found).toEqual(found);
  });

  test('a pause that the provider asked for goes on after a restart', async () => {
    const clock = new ManualClock();
    const options = { model: 'm', limits: {}, clock, random: () => 0.5 };
    const gate = createModelGate(options);
    const permit = await clock.run(gate.enter('', 1, signal));
    permit.end({ kind: 'refused', retryAfterMs: 20_000 });
    const state = gate.snapshot();
    await clock.advance(5_000);
    const restored = createModelGate({ ...options, restore: state });
    const before = clock.now();
    await clock.run(restored.enter('', 1, signal), 60_000);
    expect(clock.now() - before).toBeGreaterThanOrEqual(15_000);
  });

  test('tokens reserved by estimate are given back by the answer', async () => {
    const clock = new ManualClock();
    const limits = { tokens_per_minute: 61_000 };
    const gate = createModelGate({ model: 'm', limits, clock, random: () => 0.5 });
    const first = await clock.run(gate.enter('', 20_000, signal), 60_000);
    first.end({ kind: 'answered', tokens: 100, told: {} });
    const before = clock.now();
    await clock.run(gate.enter('', 20_000, signal));
    expect(clock.now() - before).toBeLessThan(1_000);
  });

  test('a request heavier than the whole limit goes when nothing else did', async () => {
    const clock = new ManualClock();
    const limits = { tokens_per_minute: 1_000 };
    const gate = createModelGate({ model: 'm', limits, clock, random: () => 0.5 });
    await expect(clock.run(gate.enter('', 5_000, signal), 60_000)).resolves.toBeDefined();
  });

  test('concurrency is kept, lanes take turns, an abort leaves the queue', async () => {
    const clock = new ManualClock();
    const limits = { concurrency: 1 };
    const gate = createModelGate({ model: 'm', limits, clock, random: () => 0.5 });
    const order: string[] = [];
    const enter = (lane: string) =>
      gate.enter(lane, 1, signal).then((permit) => {
        order.push(lane);
        return permit;
      });
    const first = await enter('a');
    const rest = ['a', 'a', 'b'].map(enter);
    const controller = new AbortController();
    const aborted = gate.enter('c', 1, controller.signal);
    controller.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    expect(gate.waiting()).toBe(3);
    first.end({ kind: 'other' });
    for (const next of [rest[0], rest[2], rest[1]]) {
      (await next)?.end({ kind: 'other' });
      expect(gate.inFlight()).toBeLessThanOrEqual(1);
    }
    expect(order).toEqual(['a', 'a', 'b', 'a']);
  });
});
