/**
 * State of the search for an unknown limit: additive increase, multiplicative decrease of the
 * rate. Plain data; times are monotonic milliseconds.
 */
export interface Aimd {
  /** Requests per millisecond; null until the provider refuses one. */
  rate: number | null;
  /** Rate from which it has grown since. */
  base: number;
  decreasedAt: number;
  /** Nothing goes before. */
  pausedUntil: number;
  /** When the last refusal came that said something new. */
  refusedAt: number;
  /** Refusals since the last answer. */
  refusals: number;
  /** When the next request may go by the rate. */
  nextAt: number;
}

/** What is known when a request is refused. */
export interface Refusal {
  /** Rate of answers that did come: the provider allows about as much; null: too few to tell. */
  answeredRate: number | null;
  retryAfterMs: number | undefined;
  random: () => number;
}

const DECREASE = 0.96;
/** Growth per second as a share of the base: slow near the limit, faster when it seems far. */
const SLOW_GROWTH = 0.0015;
const FAST_GROWTH = 0.02;
const FAST_AFTER_MS = 90_000;
const SLOWEST = 1 / 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A late timer may be made good for by this much. */
const CATCH_UP_MS = 20;

export function createAimd(): Aimd {
  return {
    rate: null,
    base: 0,
    decreasedAt: 0,
    pausedUntil: 0,
    refusedAt: -Infinity,
    refusals: 0,
    nextAt: 0,
  };
}

/** Milliseconds until the next request may go; while refused, one goes at a time. */
export function paceWait(aimd: Aimd, now: number, inFlight: number): number {
  if (aimd.refusals > 0 && inFlight > 0) return Infinity;
  return Math.max(0, aimd.pausedUntil - now, aimd.nextAt - now);
}

/** The state after a request has gone. */
export function paceSent(aimd: Aimd, now: number): Aimd {
  const rate = currentRate(aimd, now);
  if (rate === null) return aimd;
  return { ...aimd, nextAt: Math.max(aimd.nextAt, now - CATCH_UP_MS) + 1 / rate };
}

/** The state after an answer. */
export function paceAnswered(aimd: Aimd): Aimd {
  return aimd.refusals === 0 ? aimd : { ...aimd, refusals: 0 };
}

/**
 * The state after a refusal: pause, and slow down to what was answered lately. Refusals of requests
 * sent before the last one say nothing new. A single refusal that names no time to come back may be
 * chance: only a second one without an answer in between counts.
 */
export function paceRefused(aimd: Aimd, now: number, sentAt: number, refusal: Refusal): Aimd {
  const { answeredRate, retryAfterMs, random } = refusal;
  const backOff = FIRST_PAUSE_MS * 2 ** Math.min(aimd.refusals - 1, 10) * (0.75 + 0.5 * random());
  const isTelling = retryAfterMs !== undefined || aimd.refusals > 0;
  const pause = retryAfterMs ?? (isTelling ? Math.min(LONGEST_PAUSE_MS, backOff) : 0);
  const pausedUntil = Math.max(aimd.pausedUntil, now + pause);
  if (sentAt < aimd.refusedAt) return { ...aimd, pausedUntil };
  const next = { ...aimd, pausedUntil, refusedAt: now, refusals: aimd.refusals + 1 };
  if (!isTelling || answeredRate === null) return next;
  const before = currentRate(aimd, now) ?? Infinity;
  const rate = Math.max(SLOWEST, Math.min(before, answeredRate) * DECREASE);
  return { ...next, rate, base: rate, decreasedAt: now };
}

/** Requests per millisecond now; null while nothing limits them. */
export function currentRate(aimd: Aimd, now: number): number | null {
  if (aimd.rate === null) return null;
  const since = Math.max(0, now - Math.max(aimd.decreasedAt, Math.min(now, aimd.pausedUntil)));
  const slow = Math.min(since, FAST_AFTER_MS) / 1_000;
  const fast = Math.max(0, since - FAST_AFTER_MS) / 1_000;
  return aimd.rate + aimd.base * (slow * SLOW_GROWTH + fast * FAST_GROWTH);
}
