import type { Clock, JsonObject } from '@datagenflow/contracts';
import type { SendContext } from '../client/transport.js';
import type { ModelError } from '../errors/model-error.js';
import { readLimits } from '../rate/learn-limits.js';
import type { Ending } from '../rate/model-gate.js';
import { backoff } from '../rate/retry.js';
import { estimateTokens, observeTokens } from '../rate/token-estimate.js';
import { readUsage } from '../usage/read-usage.js';
import { toFailure, type Failure } from './failure.js';
import type { HttpModel } from './http-model.js';
import { readBody } from './read-body.js';

/** Retries of a request whose endpoint fails, and of one that is told to slow down. */
const MAX_RETRIES = 5;
const MAX_REFUSALS = 20;
/** Each one takes minutes and is paid for. */
const MAX_DEADLINES = 2;
/** So many failures of one request count against the endpoint: it may be the request’s fault. */
const MAX_COUNTED = 3;

/** A request that can be sent again and again until it is answered. */
export interface Exchange<T> {
  promptChars: number;
  maxTokens: number | undefined;
  send(signal: AbortSignal): Promise<Response>;
  /** @throws ModelError when the body is no answer. */
  read(body: JsonObject): T;
}

/** What an exchange came to. */
export interface Exchanged<T> {
  value: T;
  latencyMs: number;
}

/** What all exchanges share. */
export interface ExchangeOptions {
  clock: Clock;
  random: () => number;
  /** How often a request is sent again at most; by default as long as it has a future. */
  maxRetries?: number;
}

/**
 * Sends a request through the model’s gate until it is answered or has no future. Waiting for the
 * gate is not part of the latency.
 * @throws ModelError, or the reason of the signal when it is aborted.
 */
export async function exchange<T>(
  http: HttpModel,
  request: Exchange<T>,
  { signal, lane }: SendContext,
  { clock, random, maxRetries = Infinity }: ExchangeOptions,
): Promise<Exchanged<T>> {
  let retries = 0;
  let refusals = 0;
  for (;;) {
    const tokens = estimateTokens(http.estimate, request.promptChars, request.maxTokens);
    const permit = await http.gate.enter(lane, tokens, signal);
    const sentAt = clock.now();
    let ending: Ending = { kind: 'other' };
    let failure: Failure;
    try {
      const response = await request.send(signal);
      const body = readBody(await response.text(), http.subject);
      const value = request.read(body);
      ending = answered(http, request.promptChars, tokens, body, response.headers);
      return { value, latencyMs: clock.now() - sentAt };
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      failure = toFailure(thrown, http.subject, clock.date());
      const counts = failure.kind !== 'outage' || failure.isUnreachable || retries < MAX_COUNTED;
      if (counts) ending = endingOf(failure);
    } finally {
      permit.end(ending);
    }
    if (failure.kind === 'refused') refusals += 1;
    else retries += 1;
    const isLast = retries + refusals > maxRetries || !hasFuture(failure, retries, refusals);
    if (isLast) throw withModel(failure.error, http);
    if (http.gate.circuit().state === 'open') continue;
    await clock.sleep(waitBefore(failure, retries, refusals, random), signal);
  }
}

function answered(
  http: HttpModel,
  promptChars: number,
  estimated: number,
  body: JsonObject,
  headers: Headers,
): Ending {
  const usage = readUsage(body['usage']);
  const told = readLimits(headers);
  if (usage === undefined) return { kind: 'answered', tokens: estimated, told };
  const input = usage.input_tokens + usage.cached_tokens;
  http.estimate = observeTokens(http.estimate, promptChars, input, usage.output_tokens);
  return { kind: 'answered', tokens: input + usage.output_tokens, told };
}

function endingOf({ kind, error, retryAfterMs }: Failure): Ending {
  if (kind === 'refused') return { kind, retryAfterMs };
  if (kind === 'outage' || kind === 'credentials') return { kind, message: error.message };
  return { kind: 'other' };
}

function hasFuture({ kind, error }: Failure, retries: number, refusals: number): boolean {
  if (kind === 'refused') return refusals <= MAX_REFUSALS;
  const most = error.code === 'deadline_exceeded' ? MAX_DEADLINES - 1 : MAX_RETRIES;
  return (kind === 'outage' || kind === 'flawed') && retries <= most;
}

/** After a refusal that says when to come back, the gate waits for all. */
function waitBefore(
  { kind, retryAfterMs }: Failure,
  retries: number,
  refusals: number,
  random: () => number,
): number {
  if (kind !== 'refused') return Math.max(backoff(retries - 1, random), retryAfterMs ?? 0);
  return retryAfterMs === undefined ? backoff(refusals - 1, random) : 0;
}

function withModel(error: ModelError, http: HttpModel): ModelError {
  error.detail['model'] ??= http.model.name;
  return error;
}
