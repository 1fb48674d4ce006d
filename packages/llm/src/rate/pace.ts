import type { Clock, ModelLimits } from '@datagenflow/contracts';
import { createAimd, paceAnswered, paceRefused, paceSent, paceWait, type Aimd } from './aimd.js';
import { charge, createGcra, raiseBurst, settle, waitFor, type Gcra, type Limit } from './gcra.js';
import type { ToldLimits } from './learn-limits.js';
import { coveredMs, createSendLog, logSent, sentInLastMinute } from './send-log.js';

/** How long limits told by a provider are believed without being told again. */
const TOLD_FOR_MS = 300_000;
const MINUTE_MS = 60_000;
/** Fewer answers tell nothing about a rate. */
const FEW = 5;

/** So many units in any window of `period_ms`. */
export interface StoredLimit {
  limit: number;
  period_ms: number;
}

/** What a pace carries over a restart; buckets start full, so their levels need not be kept. */
export interface GateState {
  /** Limits that the provider told of. */
  requests: StoredLimit | null;
  tokens: StoredLimit | null;
  /** Requests per minute found by trial; null: none needed so far. */
  found_per_minute: number | null;
  paused_for_ms: number;
  taken_at: string;
}

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
  const told = { requests: start, tokens: start };
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
      const now = clock.now();
      const rate = aimd.rate;
      return {
        requests: limitOf(requests),
        tokens: limitOf(tokens),
        found_per_minute: rate === null ? null : rate * MINUTE_MS,
        paused_for_ms: Math.max(0, aimd.pausedUntil - now),
        taken_at: clock.date().toISOString(),
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

function limitOf(gcra: Gcra | undefined): StoredLimit | null {
  return gcra === undefined ? null : { limit: gcra.limit, period_ms: gcra.periodMs };
}

function toLimit(stored: StoredLimit | null | undefined): Limit | undefined {
  return stored ? { limit: stored.limit, periodMs: stored.period_ms } : undefined;
}

function restoreAimd(state: GateState | undefined, now: number, clock: Clock): Aimd {
  const fresh = createAimd();
  if (state === undefined) return fresh;
  const passed = Math.max(0, clock.date().getTime() - Date.parse(state.taken_at));
  const pausedUntil = now + Math.max(0, state.paused_for_ms - passed);
  if (state.found_per_minute === null) return { ...fresh, pausedUntil };
  const rate = state.found_per_minute / MINUTE_MS;
  return { ...fresh, rate, base: rate, decreasedAt: now, pausedUntil, nextAt: now };
}
