import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charge, createGcra, raiseBurst, settle, waitFor } from './gcra.js';

interface Sent {
  at: number;
  units: number;
}

/** Sends every request as early as the limiter lets it, after its pause. */
function play(limit: number, requests: readonly { pause: number; units: number }[]): Sent[] {
  let gcra = createGcra({ limit, periodMs: 60_000 }, 0);
  let now = 0;
  return requests.map(({ pause, units }) => {
    now += pause;
    gcra = raiseBurst(gcra, now, units);
    now += waitFor(gcra, now, units);
    gcra = charge(gcra, now, units);
    return { at: now, units };
  });
}

function heaviestWindow(sent: readonly Sent[]): number {
  let heaviest = 0;
  for (const { at: start } of sent) {
    const window = sent.filter(({ at }) => at >= start && at <= start + 60_000 - 1e-3);
    heaviest = Math.max(
      heaviest,
      window.reduce((sum, { units }) => sum + units, 0),
    );
  }
  return heaviest;
}

describe('gcra', () => {
  test('requests never exceed the limit in any minute', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), pauses, (limit, list) => {
        const sent = play(
          limit,
          list.map((pause) => ({ pause: pause % 7 === 0 ? pause : pause % 40, units: 1 })),
        );
        expect(heaviestWindow(sent)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('tokens never exceed the limit in any minute, whatever their weights', () => {
    const request = fc.record({
      pause: fc.integer({ min: 0, max: 20_000 }).map((pause) => (pause % 3 === 0 ? pause : 0)),
      units: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 120 }), (requests) => {
        expect(heaviestWindow(play(10_000, requests))).toBeLessThanOrEqual(10_000 + 1e-6);
      }),
    );
  });

  test('a steady stream uses 98 % of the limit', () => {
    const sent = play(
      600,
      Array.from({ length: 6_000 }, () => ({ pause: 0, units: 1 })),
    );
    const minutes = (sent.at(-1)?.at ?? 0) / 60_000;
    expect(6_000 / minutes / 600).toBeGreaterThan(0.98);
  });

  test('waits are never negative and end, also after corrections', () => {
    const step = fc.record({
      pause: fc.integer({ min: 0, max: 5_000 }),
      units: fc.integer({ min: 1, max: 50_000 }),
      correction: fc.integer({ min: -50_000, max: 50_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.array(step), (limit, steps) => {
        let gcra = createGcra({ limit, periodMs: 60_000 }, 0);
        let now = 0;
        for (const { pause, units, correction } of steps) {
          now += pause;
          gcra = raiseBurst(gcra, now, units);
          const wait = waitFor(gcra, now, units);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
          now += wait;
          expect(waitFor(gcra, now, units)).toBeLessThan(1e-3);
          gcra = settle(charge(gcra, now, units), now, correction);
          expect(gcra.drainedAt).toBeGreaterThanOrEqual(now);
        }
      }),
    );
  });
});
