import OpenAI from 'openai';
import { ModelError } from '../errors/model-error.js';
import { readRetryAfter } from '../rate/retry.js';
import { NotConnected } from './create-agent.js';

/**
 * What went wrong with a request, by what to do about it. `refused`: slow down and ask again.
 * `outage` and `flawed`: ask again, the first says something about the endpoint. `credentials`:
 * ask this model nothing more. `final`: this request has no future.
 */
export interface Failure {
  kind: 'refused' | 'outage' | 'flawed' | 'credentials' | 'final';
  error: ModelError;
  retryAfterMs: number | undefined;
  /** True when no connection could be made, so that the request itself can't be the cause. */
  isUnreachable?: boolean;
}

/** Names for messages. */
export interface Subject {
  /** Local name of the model. */
  model: string;
  providerModel: string;
  baseUrl: string;
}

/** Sorts whatever was thrown while a request was on its way. */
export function toFailure(thrown: unknown, subject: Subject, wallTime: Date): Failure {
  const own = causesOf(thrown).find((error) => error instanceof ModelError);
  if (own !== undefined) return ownFailure(own);
  if (thrown instanceof OpenAI.APIError && thrown.status !== undefined) {
    const headers = thrown.headers instanceof Headers ? thrown.headers : new Headers();
    const told = { status: thrown.status, code: thrown.code ?? '', message: thrown.message };
    return httpFailure(told, subject, readRetryAfter(headers, wallTime));
  }
  return connectionFailure(thrown, subject);
}

/** Sorts an error that the endpoint told of, by status and words. */
export function httpFailure(
  told: { status: number; code: string; message: string },
  subject: Subject,
  retryAfterMs?: number,
): Failure {
  const { status, code } = told;
  const message = told.message.slice(0, 500);
  const words = `${code} ${message}`;
  const detail = { model: subject.model, http_status: status, provider_message: message };
  const fail = (kind: Failure['kind'], error: ModelError): Failure => ({
    kind,
    error,
    retryAfterMs,
  });
  const make = (modelCode: ModelError['code'], text: string): ModelError =>
    new ModelError(modelCode, `${text} The endpoint said: ${message}`, { detail });
  const name = `the model '${subject.model}'`;

  if (/content.?(?:filter|policy|management)|moderation|flagged/i.test(words) && status < 500) {
    const text = `The provider of ${name} refused the prompt. Reword it.`;
    return fail('final', make('model_refused', text));
  }
  if (isAboutCredentials(status, words)) {
    return fail('credentials', make('credentials', adviseOnCredentials(status, subject)));
  }
  if (status === 429) {
    return fail('refused', make('rate_limited', `The endpoint of ${name} takes no more requests.`));
  }
  if (status === 408 || status === 409 || status >= 500) {
    const text = `The endpoint of ${name} is out of order (HTTP ${status}). Try again later.`;
    return fail('outage', make('model_unreachable', text));
  }
  if (status < 400) {
    const text =
      `The endpoint of ${name} redirects (HTTP ${status}), which is not followed. ` +
      'Enter the address it redirects to as endpoint.';
    return fail('outage', make('model_unreachable', text));
  }
  const text = `The endpoint of ${name} does not take this request (HTTP ${status}).`;
  return fail('final', make('request_rejected', text));
}

function isAboutCredentials(status: number, words: string): boolean {
  if ([401, 402, 403, 404].includes(status)) return true;
  if (status === 429) return /insufficient_quota|billing|credit balance/i.test(words);
  return (
    status === 400 && /api.?key.{0,20}(?:invalid|not valid)|invalid.{0,10}api.?key/i.test(words)
  );
}

function adviseOnCredentials(status: number, { model, providerModel, baseUrl }: Subject): string {
  if (status === 404) {
    return `${baseUrl} has no model '${providerModel}', or the base URL is wrong. Correct the model '${model}'.`;
  }
  if (status === 402 || status === 429) {
    return `The account behind the model '${model}' has no credit left. Top it up or change the key.`;
  }
  return `The key of the model '${model}' was not accepted (HTTP ${status}). Enter a valid one.`;
}

function ownFailure(error: ModelError): Failure {
  const kinds: Partial<Record<ModelError['code'], Failure['kind']>> = {
    deadline_exceeded: 'outage',
    model_unreachable: 'outage',
    credentials: 'credentials',
    rate_limited: 'refused',
    empty_answer: 'flawed',
    truncated_answer: 'flawed',
  };
  return { kind: kinds[error.code] ?? 'final', error, retryAfterMs: undefined };
}

function connectionFailure(thrown: unknown, subject: Subject): Failure {
  const cause = causesOf(thrown).at(-1);
  const code = codeOf(cause) ?? 'no connection';
  const error = new ModelError(
    'model_unreachable',
    `${subject.baseUrl} can't be reached (${code}: ${messageOf(cause)}). ` +
      `Check that it runs and that the endpoint of the model '${subject.model}' is right.`,
    { detail: { model: subject.model, reason: code } },
  );
  const isUnreachable = causesOf(thrown).some((one) => one instanceof NotConnected);
  return { kind: 'outage', error, retryAfterMs: undefined, isUnreachable };
}

/** What was thrown, and what it came of, the root last. */
function causesOf(thrown: unknown): unknown[] {
  const causes = [thrown];
  while (causes.length < 9) {
    const last = causes.at(-1);
    const inner = last instanceof AggregateError ? last.errors[0] : causeOf(last);
    if (!(inner instanceof Error)) break;
    causes.push(inner);
  }
  return causes;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}
