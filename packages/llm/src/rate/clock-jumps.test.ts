import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { startClient } from '../testing/start-client.js';
import { createModelGate, type Ending, type ModelGate } from './model-gate.js';
import { readRetryAfter } from './retry.js';

const HOUR = 3_600_000;
const signal = new AbortController().signal;
const told = { requests: { limit: 60, periodMs: 60_000 } };
const answered: Ending = { kind: 'answered', tokens: 1, told: {} };

/** A gate on a clock of its own. */
function open(options: { requests_per_minute?: number } = {}) {
  const clock = new ManualClock();
  const parts = { model: 'm', limits: options, clock, random: () => 0.5 };
  const gate = createModelGate(parts);
  /** A gate as the next process opens it, the clock having been set meanwhile. */
  const restart = (jump: number): ModelGate => {
    const state = gate.snapshot();
    clock.jump(jump);
    return createModelGate({ ...parts, restore: state });
  };
  /** Sends one request, and gives how long it waited. */
  const pass = async (ending: Ending = answered, through = gate): Promise<number> => {
    const before = clock.now();
    (await clock.run(through.enter('', 1, signal), HOUR)).end(ending);
    return clock.now() - before;
  };
  return { clock, gate, restart, pass };
}

const jumps: [string, number][] = [
  ['a day ahead', 24 * HOUR],
  ['a day back', -24 * HOUR],
  ['8 hours ahead', 8 * HOUR],
];

describe.each(jumps)('row 67: a wall clock that jumps %s', (_name, jump) => {
  test('changes nothing about a configured limit', async () => {
    const { clock, pass } = open({ requests_per_minute: 60 });
    await pass();
    const waits = [await pass()];
    clock.jump(jump);
    waits.push(await pass(), await pass());
    for (const wait of waits) expect(wait).toBeCloseTo(waits[0] ?? 0, -2);
    expect(waits[0]).toBeGreaterThan(900);
  });

  test('makes nobody forget a limit that was told, nor keep it longer', async () => {
    const { clock, gate, pass } = open();
    await pass({ ...answered, told });
    clock.jump(jump);
    expect(await pass()).toBeGreaterThan(900);
    expect(gate.snapshot().requests).toMatchObject({ limit: 60 });
    await clock.advance(300_001);
    expect(await pass()).toBe(0);
  });

  test('neither ends nor prolongs a pause', async () => {
    const { clock, pass } = open();
    await pass({ kind: 'refused', retryAfterMs: 20_000 });
    await clock.advance(5_000);
    clock.jump(jump);
    expect(await pass()).toBe(15_000);
  });

  test('neither opens nor closes a circuit', async () => {
    const { clock, gate, pass } = open();
    for (let failures = 0; failures < 5; failures += 1) {
      await pass({ kind: 'outage', message: 'down' });
    }
    clock.jump(jump);
    await expect(gate.enter('', 1, signal)).rejects.toMatchObject({
      code: 'provider_down',
      detail: { retry_after_ms: 1_000 },
    });
    await clock.advance(1_000);
    expect(await pass()).toBe(0);
    expect(gate.circuit()).toEqual({ state: 'closed', failures: 0 });
  });

  test('leaves the waits between retries and the deadline of a request as they are', async () => {
    await using started = await startClient({
      fault: (request) => {
        started.clock.jump(jump);
        return request < 3 ? { kind: 'status', status: 503, retry_after: '4' } : undefined;
      },
    });
    const messages = [{ role: 'user' as const, content: 'x' }];
    const result = await started.run(started.client.chat({ messages }, started.context));
    expect(result.text).not.toBe('');
    expect(started.clock.now()).toBe(12_000);
    expect(started.stored[0]?.answer.latency_ms).toBe(0);
  });

  test('during a restart: a pause lasts ten minutes at most, no wait is negative', async () => {
    const { restart, pass } = open();
    await pass({ kind: 'refused', retryAfterMs: 20_000 });
    expect(await pass(answered, restart(jump))).toBe(jump < 0 ? 600_000 : 0);
  });

  test('during a restart: a limit that was told is kept for five minutes at most', async () => {
    const { clock, restart, pass } = open();
    await pass({ ...answered, told });
    const restored = restart(jump);
    expect(await pass(answered, restored)).toBe(jump < 0 ? 1_017 : 0);
    await clock.advance(300_001);
    expect(await pass(answered, restored)).toBe(0);
    expect(restored.snapshot().requests).toBeNull();
  });

  test('during a restart: a limit that was found stays a number to start from', async () => {
    const { clock, gate, restart, pass } = open();
    for (let sent = 0; sent < 120; sent += 1) {
      await pass();
      await clock.advance(500);
    }
    await pass({ kind: 'refused', retryAfterMs: 1_000 });
    await clock.advance(1_000);
    const { found } = gate.snapshot();
    const again = restart(jump);
    for (let sent = 0; sent < 20; sent += 1)
      expect(await pass(answered, again)).toBeLessThan(1_100);
    expect(found?.per_minute).toBeGreaterThan(60);
    expect(again.snapshot().found?.per_minute).toBe(found?.per_minute);
  });
});

test('row 67: Retry-After as a date waits between nothing and ten minutes on a wrong clock', () => {
  const headers = new Headers({ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' });
  const waits = [24 * HOUR, -24 * HOUR, 8 * HOUR, 0].map((jump) =>
    readRetryAfter(headers, new Date(Date.UTC(2026, 0, 1) + jump)),
  );
  expect(waits).toEqual([0, 600_000, 0, 20_000]);
});
