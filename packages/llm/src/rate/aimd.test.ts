import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAimd, currentRate, paceAnswered, paceRefused, paceSent, paceWait } from './aimd.js';

const told = { answeredRate: 0.01, retryAfterMs: 100, random: () => 0.5 };

describe('aimd', () => {
  test('does not limit before a refusal', () => {
    expect(paceWait(createAimd(), 0, 1_000)).toBe(0);
  });

  test('slows down to what was answered, then grows', () => {
    const refused = paceAnswered(paceRefused(createAimd(), 1_000, 900, told));
    const rate = currentRate(refused, 1_000) ?? 0;
    expect(rate).toBeLessThan(told.answeredRate);
    expect(rate).toBeGreaterThan(0.9 * told.answeredRate);
    expect(currentRate(refused, 31_000)).toBeGreaterThan(rate);
    expect(currentRate(refused, 301_000)).toBeGreaterThan(2 * rate);
  });

  test('refusals of requests sent before the last refusal count once', () => {
    const once = paceRefused(createAimd(), 1_000, 900, told);
    const twice = paceRefused(once, 1_010, 950, told);
    expect(twice.rate).toBe(once.rate);
    expect(twice.refusals).toBe(1);
  });

  test('one refusal without a time to come back changes no rate, a second one does', () => {
    const vague = { ...told, retryAfterMs: undefined };
    const once = paceRefused(createAimd(), 1_000, 900, vague);
    expect(once.rate).toBeNull();
    expect(paceRefused(once, 2_000, 1_500, vague).rate).not.toBeNull();
  });

  test('rate and waits stay positive and finite whatever happens', () => {
    const event = fc.record({
      pause: fc.nat(20_000),
      kind: fc.constantFrom('sent', 'answered', 'refused'),
      answeredRate: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
      retryAfterMs: fc.option(fc.nat(600_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let aimd = createAimd();
        let now = 0;
        for (const { pause, kind, ...refusal } of events) {
          now += pause;
          if (kind === 'sent') aimd = paceSent(aimd, now);
          else if (kind === 'answered') aimd = paceAnswered(aimd);
          else aimd = paceRefused(aimd, now, now, { ...refusal, random: () => 1 });
          const wait = paceWait(aimd, now, 0);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
          expect(currentRate(aimd, now) ?? 1).toBeGreaterThan(0);
        }
      }),
    );
  });
});
