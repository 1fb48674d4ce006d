const BASE_MS = 500;
const CAP_MS = 30_000;

/** The longest wait that a provider can ask for. */
export const MAX_RETRY_AFTER_MS = 600_000;

/** Milliseconds before retry number `retry` (from 0): exponential, with full jitter. */
export function backoff(retry: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(retry, 16));
}

/**
 * The wait a provider asks for in `retry-after-ms` or `Retry-After` (seconds or an HTTP date), at
 * most 10 minutes; undefined when it asks for none or for nonsense.
 */
export function readRetryAfter(headers: Headers, wallTime: Date): number | undefined {
  const inMs = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(inMs) && inMs >= 0) return Math.min(inMs, MAX_RETRY_AFTER_MS);
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1_000, MAX_RETRY_AFTER_MS);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(date - wallTime.getTime(), 0), MAX_RETRY_AFTER_MS);
}
