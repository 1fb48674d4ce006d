/** So many units in any window of `periodMs`. */
export interface Limit {
  limit: number;
  periodMs: number;
}

/**
 * State of a generic cell rate algorithm: a bucket that drains steadily. Plain data, so that it
 * can be stored; times are monotonic milliseconds.
 */
export interface Gcra extends Limit {
  /** Units that may come at once: those of one second, or the heaviest request seen. */
  burst: number;
  /** When the bucket will have drained. */
  drainedAt: number;
}

const BURST_MS = 1_000;

/**
 * A limiter that starts full: nothing is known of what was sent before. The drain is slower than
 * the limit by the burst, so that no window, wherever it begins, holds more than `limit` units.
 */
export function createGcra({ limit, periodMs }: Limit, now: number): Gcra {
  const burst = Math.max((limit * BURST_MS) / (periodMs + BURST_MS), Math.min(1, limit));
  const gcra = { limit, periodMs, burst, drainedAt: now };
  return { ...gcra, drainedAt: now + burst * msPerUnit(gcra) };
}

/**
 * Milliseconds until a request of `units` may go; 0 when it may go now. One heavier than the burst
 * goes when the bucket is empty.
 */
export function waitFor(gcra: Gcra, now: number, units: number): number {
  const missing = Math.min(units, gcra.burst) - gcra.burst;
  const wait = levelEnd(gcra, now) - now + missing * msPerUnit(gcra);
  return wait > 1e-6 ? wait : 0;
}

/** The state after a request of `units` has gone. */
export function charge(gcra: Gcra, now: number, units: number): Gcra {
  return { ...gcra, drainedAt: levelEnd(gcra, now) + units * msPerUnit(gcra) };
}

/** Corrects an earlier charge by what was really used; `units` is negative when it was less. */
export function settle(gcra: Gcra, now: number, units: number): Gcra {
  const corrected = levelEnd(gcra, now) + units * msPerUnit(gcra);
  return { ...gcra, drainedAt: Math.max(corrected, now) };
}

/**
 * To be called before a request of `units` waits. One heavier than the burst raises it, up to half
 * the limit, and the bucket fills by as much: what was sent under the smaller burst must not be
 * followed by all of the larger one.
 */
export function raiseBurst(gcra: Gcra, now: number, units: number): Gcra {
  const burst = Math.min(units, gcra.limit / 2);
  if (burst <= gcra.burst) return gcra;
  const raised = { ...gcra, burst };
  const level = (levelEnd(gcra, now) - now) / msPerUnit(gcra) + burst - gcra.burst;
  return { ...raised, drainedAt: now + level * msPerUnit(raised) };
}

function levelEnd(gcra: Gcra, now: number): number {
  return Math.max(gcra.drainedAt, now);
}

function msPerUnit({ limit, periodMs, burst }: Pick<Gcra, 'limit' | 'periodMs' | 'burst'>): number {
  return burst >= limit ? periodMs / limit : periodMs / (limit - burst);
}
