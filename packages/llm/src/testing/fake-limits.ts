import type { Clock } from '@datagenflow/contracts';
import { SlidingWindow } from './sliding-window.js';

/** Limits of a fake endpoint in any 60 seconds. They may be changed at any time. */
export interface FakeLimits {
  requests_per_minute?: number;
  tokens_per_minute?: number;
  /** Whether answers tell of them in `x-ratelimit-…`. */
  tells?: boolean;
  /** Whether refusals say when to come back. Default true. */
  tells_retry_after?: boolean;
}

/** What a limiter says to a request. */
export interface Verdict {
  isAllowed: boolean;
  headers: Record<string, string>;
}

/** Counts requests and tokens; refused ones don’t count. */
export function createFakeLimiter(limits: FakeLimits, clock: Clock) {
  const requests = new SlidingWindow();
  const tokens = new SlidingWindow();
  return (units: number): Verdict => {
    const now = clock.now();
    const { requests_per_minute: rpm = Infinity, tokens_per_minute: tpm = Infinity } = limits;
    const wait = Math.max(requests.freeIn(now, 1, rpm), tokens.freeIn(now, units, tpm));
    const isAllowed = wait <= 0;
    if (isAllowed) {
      requests.add(now, 1);
      tokens.add(now, units);
    }
    const headers: Record<string, string> = {};
    if (!isAllowed && limits.tells_retry_after !== false) {
      headers['retry-after'] = String(Math.ceil(wait / 10) / 100);
    }
    if (limits.tells === true) {
      tell(headers, 'requests', rpm, requests.used(now));
      tell(headers, 'tokens', tpm, tokens.used(now));
    }
    return { isAllowed, headers };
  };
}

function tell(headers: Record<string, string>, unit: string, limit: number, used: number): void {
  if (limit === Infinity) return;
  headers[`x-ratelimit-limit-${unit}`] = String(limit);
  headers[`x-ratelimit-remaining-${unit}`] = String(Math.max(0, limit - used));
  headers[`x-ratelimit-reset-${unit}`] = `${Math.ceil((used / limit) * 60_000)}ms`;
}
