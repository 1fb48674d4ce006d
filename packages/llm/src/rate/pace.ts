import type { Clock, ModelLimits } from '@datagenflow/contracts';
import { createAimd, paceAnswered, paceRefused, paceSent, paceWait, type Aimd } from './aimd.js';
import { charge, createGcra, raiseBurst, settle, waitFor, type Gcra, type Limit } from './gcra.js';
import type { ToldLimits } from './learn-limits.js';
import { coveredMs, createSendLog, logSent, sentInLastMinute } from './send-log.js';

/** How long limits told by a provider are believed without being told again. */
const TOLD_FOR_MS = 300_000;
const MINUTE_MS = 60_000;
/** A wall clock that was set meanwhile must not stop a model for longer. */
const LONGEST_PAUSE_MS = 600_000;
/** Fewer answers tell nothing about a rate. */
const FEW = 5;

/** A limit that the provider told of: so many units in any window of `period_ms`. */
export type StoredLimit = {
  limit: number;
  period_ms: number;
  /** Unix seconds. */
  told_at: number;
};

/**
 * What a pace carries over a restart: plain JSON that is equal to an earlier one unless something
 * was learned. Buckets start full, so their levels need not be kept.
 */
export type GateState = {
  requests: StoredLimit | null;
  tokens: StoredLimit | null;
  /**
   * A limit found by trial, and when; null: none needed so far. What a process found does not
   * outlive it unless it ran for a minute: too little would have been watched.
   */
  found: { per_minute: number; found_at: number } | null;
  /** Unix seconds before which the provider wants to hear nothing; null: none. */
  paused_until: number | null;
};

/** A request on its way. */
export interface Sent {
  at: number;
  tokens: number;
}

/** Decides when the next request to one model may go. */
export interface Pace {
  waitFor(tokens: number, inFlight: number): number;
  send(tokens: number): Sent;
  answered(sent: Sent, tokens: number, told: ToldLimits): void;
  refused(sent: Sent, retryAfterMs: number | undefined): void;
  failed(sent: Sent): void;
  snapshot(): GateState;
}

/** Configured limits, else those the provider tells of; beside them the search for unknown ones. */
export function createPace(
  limits: ModelLimits,
  clock: Clock,
  random: () => number,
  restore?: GateState,
): Pace {
  const start = clock.now();
  let log = createSendLog(start);
  let answeredLog = createSendLog(start);
  let aimd: Aimd = restoreAimd(restore, start, clock);
  let requests = bucket(
    perMinute(limits.requests_per_minute) ?? toLimit(restore?.requests),
    start,
    0,
  );
  let tokens = bucket(perMinute(limits.tokens_per_minute) ?? toLimit(restore?.tokens), start, 0);
  const told = {
    requests: sinceUnix(restore?.requests?.told_at, clock),
    tokens: sinceUnix(restore?.tokens?.told_at, clock),
  };
  const isFixed = {
    requests: limits.requests_per_minute !== undefined,
    tokens: limits.tokens_per_minute !== undefined,
  };
  let tokensPerRequest = 0;

  const forget = (now: number): void => {
    if (!isFixed.requests && now - told.requests > TOLD_FOR_MS) requests = undefined;
    if (!isFixed.tokens && now - told.tokens > TOLD_FOR_MS) tokens = undefined;
  };

  const learn = (now: number, answer: ToldLimits): void => {
    const sent = sentInLastMinute(log, now);
    if (answer.requests !== undefined && !isFixed.requests) {
      if (!isSame(requests, answer.requests)) requests = bucket(answer.requests, now, sent);
      told.requests = now;
    }
    if (answer.tokens !== undefined && !isFixed.tokens) {
      const used = sent * tokensPerRequest;
      if (!isSame(tokens, answer.tokens)) tokens = bucket(answer.tokens, now, used);
      told.tokens = now;
    }
  };

  return {
    waitFor(units, inFlight) {
      const now = clock.now();
      forget(now);
      if (tokens !== undefined) tokens = raiseBurst(tokens, now, units);
      return Math.max(
        paceWait(aimd, now, inFlight),
        requests === undefined ? 0 : waitFor(requests, now, 1),
        tokens === undefined ? 0 : waitFor(tokens, now, units),
      );
    },

    send(units) {
      const now = clock.now();
      if (requests !== undefined) requests = charge(requests, now, 1);
      if (tokens !== undefined) tokens = charge(tokens, now, units);
      aimd = paceSent(aimd, now);
      log = logSent(log, now, 1);
      return { at: now, tokens: units };
    },

    answered(sent, used, answer) {
      const now = clock.now();
      if (tokens !== undefined) tokens = settle(tokens, now, used - sent.tokens);
      tokensPerRequest = tokensPerRequest === 0 ? used : tokensPerRequest * 0.95 + used * 0.05;
      answeredLog = logSent(answeredLog, now, 1);
      aimd = paceAnswered(aimd);
      learn(now, answer);
    },

    refused(sent, retryAfterMs) {
      const now = clock.now();
      if (tokens !== undefined) tokens = settle(tokens, now, -sent.tokens);
      const covered = Math.max(coveredMs(answeredLog, now), Math.min(retryAfterMs ?? 0, MINUTE_MS));
      const answers = sentInLastMinute(answeredLog, now);
      const answeredRate = answers < FEW ? null : answers / covered;
      aimd = paceRefused(aimd, now, sent.at, { answeredRate, retryAfterMs, random });
    },

    failed(sent) {
      if (tokens !== undefined) tokens = settle(tokens, clock.now(), -sent.tokens);
    },

    snapshot() {
      const { pausedUntil } = aimd;
      const isProven = clock.now() - start >= MINUTE_MS;
      return {
        requests: isFixed.requests ? null : limitOf(requests, toUnix(told.requests, clock)),
        tokens: isFixed.tokens ? null : limitOf(tokens, toUnix(told.tokens, clock)),
        found: isProven ? foundBy(aimd, clock) : (restore?.found ?? null),
        paused_until: pausedUntil > clock.now() ? toUnix(pausedUntil, clock) : null,
      };
    },
  };
}

function perMinute(limit: number | undefined): Limit | undefined {
  return limit === undefined ? undefined : { limit, periodMs: MINUTE_MS };
}

/** A bucket that already holds what was sent before its limit was known. */
function bucket(limit: Limit | undefined, now: number, sent: number): Gcra | undefined {
  if (limit === undefined) return undefined;
  const gcra = createGcra(limit, now);
  return sent > gcra.burst ? charge(gcra, now, sent - gcra.burst) : gcra;
}

function isSame(gcra: Gcra | undefined, { limit, periodMs }: Limit): boolean {
  return gcra !== undefined && gcra.limit === limit && gcra.periodMs === periodMs;
}

function limitOf(gcra: Gcra | undefined, told_at: number): StoredLimit | null {
  return gcra === undefined ? null : { limit: gcra.limit, period_ms: gcra.periodMs, told_at };
}

function toLimit(stored: StoredLimit | null | undefined): Limit | undefined {
  return stored ? { limit: stored.limit, periodMs: stored.period_ms } : undefined;
}

function foundBy({ rate, decreasedAt }: Aimd, clock: Clock): GateState['found'] {
  if (rate === null) return null;
  return { per_minute: rate * MINUTE_MS, found_at: toUnix(decreasedAt, clock) };
}

function restoreAimd(state: GateState | undefined, now: number, clock: Clock): Aimd {
  const fresh = createAimd();
  if (state === undefined) return fresh;
  const left = (state.paused_until ?? 0) * 1_000 - clock.date().getTime();
  const pausedUntil = now + Math.min(Math.max(0, left), LONGEST_PAUSE_MS);
  if (state.found === null) return { ...fresh, pausedUntil };
  const rate = state.found.per_minute / MINUTE_MS;
  const decreasedAt = sinceUnix(state.found.found_at, clock);
  return { ...fresh, rate, base: rate, decreasedAt, pausedUntil, nextAt: now };
}

/** Unix seconds of a monotonic time. */
function toUnix(time: number, clock: Clock): number {
  return Math.ceil((clock.date().getTime() - clock.now() + time) / 1_000);
}

/** Monotonic time of Unix seconds, not later than now. */
function sinceUnix(seconds: number | undefined, clock: Clock): number {
  const now = clock.now();
  if (seconds === undefined) return now;
  return now - Math.max(0, clock.date().getTime() - seconds * 1_000);
}
