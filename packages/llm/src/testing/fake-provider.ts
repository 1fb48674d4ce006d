import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock, type Json, type JsonObject } from '@datagenflow/contracts';
import { isObject, textOf } from '../structured/schema-nodes.js';
import { fakeCompletion, fakeEmbeddings, tokensOf, type FormatSupport } from './fake-answer.js';
import { createFakeLimiter, type FakeLimits } from './fake-limits.js';
import type { Fault } from './faults.js';
import { sendAnswer, sendFault, sendJson } from './send-fault.js';

/** How a fake endpoint behaves. All of it may be changed while it runs. */
export interface FakeOptions {
  seed?: number;
  clock?: Clock;
  /** Milliseconds from request to answer. */
  latencyMs?: number | ((request: number) => number);
  limits?: FakeLimits;
  /** Default `strict`. */
  formats?: FormatSupport;
  /** Keys that are accepted; absent: any, or none. */
  keys?: string[];
  models?: string[];
  reportsUsage?: boolean;
  keepsRequests?: boolean;
  /** The fault of the n-th request (from 0), if any. */
  fault?: (request: number, body: JsonObject) => Fault | undefined;
  /** Text of the n-th chat answer instead of a made-up one. */
  answer?: (body: JsonObject, request: number) => string | undefined;
}

/** An OpenAI-compatible endpoint on 127.0.0.1. */
export interface FakeProvider extends AsyncDisposable {
  /** Ends in `/v1`. */
  url: string;
  options: FakeOptions;
  /** Everything received, in order, by `clock`, unless `keepsRequests` is false. */
  requests: { at: number; path: string; headers: IncomingMessage['headers']; body: JsonObject }[];
  counters: {
    requests: number;
    answered: number;
    refused: number;
    inFlight: number;
    maxInFlight: number;
  };
}

/** Starts a fake endpoint with chat completions, embeddings and a list of models. */
export async function createFakeProvider(options: FakeOptions = {}): Promise<FakeProvider> {
  const clock = options.clock ?? systemClock;
  const closing = new AbortController();
  const limits = (options.limits ??= {});
  const allow = createFakeLimiter(limits, clock);
  const counters = { requests: 0, answered: 0, refused: 0, inFlight: 0, maxInFlight: 0 };
  const requests: FakeProvider['requests'] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readJson(request);
    const path = request.url ?? '';
    const index = counters.requests;
    counters.requests += 1;
    const at = clock.now();
    if (options.keepsRequests !== false) {
      requests.push({ at, path, headers: request.headers, body });
    }
    const key = keyOf(request);
    if (options.keys !== undefined && !options.keys.includes(key)) {
      return sendFault(response, { kind: 'status', status: 401, echo_key: true }, '', key, clock);
    }
    if (path.endsWith('/models')) return sendJson(response, 200, modelList(options));
    const verdict = allow(tokensOf(JSON.stringify(body['messages'] ?? body['input'] ?? '')) + 50);
    if (!verdict.isAllowed) {
      counters.refused += 1;
      return sendJson(response, 429, { error: { message: 'Rate limit reached' } }, verdict.headers);
    }
    const latency = options.latencyMs ?? 0;
    const ms = typeof latency === 'function' ? latency(index) : latency;
    if (ms > 0) await clock.sleep(ms, closing.signal);
    const refusal = refuse(options, body);
    if (refusal !== undefined) return sendJson(response, 400, { error: { message: refusal } });
    const answer = answerOf(options, path, body, index);
    const fault = options.fault?.(index, body);
    if (fault !== undefined) return sendFault(response, fault, JSON.stringify(answer), key, clock);
    counters.answered += 1;
    sendAnswer(response, JSON.stringify(answer), verdict.headers);
  };

  const server = createServer((request, response) => {
    counters.inFlight += 1;
    counters.maxInFlight = Math.max(counters.maxInFlight, counters.inFlight);
    response.once('close', () => (counters.inFlight -= 1));
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    options,
    requests,
    counters,
    async [Symbol.asyncDispose]() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerOf(options: FakeOptions, path: string, body: JsonObject, index: number): JsonObject {
  if (path.endsWith('/embeddings')) return fakeEmbeddings(body);
  const given = options.answer?.(body, index);
  return fakeCompletion(options.seed ?? 1, body, options.reportsUsage !== false, given);
}

/** What an endpoint says to a format it doesn’t know. */
function refuse({ formats = 'strict' }: FakeOptions, body: JsonObject): string | undefined {
  const format = body['response_format'];
  const type = isObject(format) ? format['type'] : undefined;
  const isKnown = type === undefined || formats === 'strict' || type === formats;
  return isKnown ? undefined : `response_format '${textOf(type)}' is not supported`;
}

function modelList({ models = ['fake-large', 'fake-small'] }: FakeOptions): JsonObject {
  return { object: 'list', data: models.map((id): Json => ({ id, object: 'model' })) };
}

function keyOf(request: IncomingMessage): string {
  const header = request.headers['api-key'] ?? request.headers.authorization ?? '';
  return String(header).replace(/^Bearer /, '');
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const text = await readText(request);
  return text === '' ? {} : (JSON.parse(text) as JsonObject);
}

/** By events: an async iterator takes longer. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
