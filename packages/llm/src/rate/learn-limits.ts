import type { Limit } from './gcra.js';

/** Limits that an answer tells of. */
export interface ToldLimits {
  requests?: Limit;
  tokens?: Limit;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Reads `x-ratelimit-limit-…` of requests and tokens. */
export function readLimits(headers: Headers): ToldLimits {
  const requests = readLimit(headers, 'requests');
  const tokens = readLimit(headers, 'tokens');
  return { ...(requests && { requests }), ...(tokens && { tokens }) };
}

function readLimit(headers: Headers, unit: string): Limit | undefined {
  const limit = Number(headers.get(`x-ratelimit-limit-${unit}`) ?? Number.NaN);
  if (!Number.isFinite(limit) || limit < 1) return undefined;
  const remaining = Number(headers.get(`x-ratelimit-remaining-${unit}`) ?? Number.NaN);
  const resetMs = readDuration(headers.get(`x-ratelimit-reset-${unit}`) ?? '');
  return { limit, periodMs: periodOf(limit, remaining, resetMs) };
}

/**
 * `reset` is when all is free again, so used units and period are in proportion. Only a period that
 * is clearly longer than a minute is believed.
 */
function periodOf(limit: number, remaining: number, resetMs: number | undefined): number {
  const used = limit - remaining;
  const estimate = resetMs !== undefined && used > 0 ? (resetMs * limit) / used : 0;
  if (estimate > 2 * HOUR_MS) return DAY_MS;
  return estimate > 10 * MINUTE_MS ? HOUR_MS : MINUTE_MS;
}

/** `6m0s`, `1h2m3.5s`, `120ms`, or seconds. */
function readDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  return ((part(1) * 60 + part(2)) * 60 + part(3)) * 1_000 + part(4);
}
