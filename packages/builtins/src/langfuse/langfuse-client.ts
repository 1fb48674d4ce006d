import {
  BlockExecutionError,
  DataGenFlowError,
  type Json,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { setTimeout as sleep } from 'node:timers/promises';

/** An entry of a dataset. One with a known id is written over. */
export interface DatasetItem {
  /** Unique over all datasets of the project. */
  id: string;
  datasetName: string;
  input: Json;
  expectedOutput: Json;
  metadata: JsonObject;
}

/** What of Langfuse we use. Keys stay inside. */
export interface LangfuseClient {
  /** Makes the dataset when there is none of this name. */
  ensureDataset(
    dataset: { name: string; metadata: JsonObject },
    signal: AbortSignal,
  ): Promise<void>;
  /** Gives the reason when Langfuse refuses this item, and throws when it would refuse any. */
  saveItem(item: DatasetItem, signal: AbortSignal): Promise<{ refused?: string }>;
}

/** Where Langfuse is and who asks. */
export interface LangfuseSettings {
  /** Such as `https://cloud.langfuse.com`. */
  host: string;
  publicKey: string;
  secretKey: string;
}

/** Tries again after these waits, in milliseconds, unless Langfuse says how long to wait. */
const DEFAULT_WAITS = [500, 1_000, 2_000, 4_000, 8_000];
const MAX_WAIT = 60_000;
const REQUEST_TIMEOUT = 30_000;

/**
 * A client of Langfuse’s public API, authenticated by Basic Auth with the keys of a project.
 * Outages, 429 and 5xx are tried again. `fetch` decides what addresses may be called.
 */
export function createLangfuseClient(
  { host, publicKey, secretKey }: LangfuseSettings,
  fetch: typeof globalThis.fetch,
  waits: readonly number[] = DEFAULT_WAITS,
): LangfuseClient {
  const base = host.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;

  const post = async (path: string, body: object, signal: AbortSignal): Promise<Answer> => {
    const request: RequestInit = {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
    };
    for (let tries = 0; ; tries += 1) {
      const answer = await send(fetch, `${base}/api/public/${path}`, request, signal);
      if (answer.ok || !answer.isTemporary) return answer;
      const wait = waits[tries];
      if (wait === undefined) throw unreachable(base, answer.reason);
      await pause(Math.min(answer.retryAfter ?? wait, MAX_WAIT), signal);
    }
  };

  return {
    async ensureDataset(dataset, signal) {
      const answer = await post('v2/datasets', dataset, signal);
      if (!answer.ok) throw refused(base, answer.reason);
    },
    async saveItem(item, signal) {
      const answer = await post('dataset-items', item, signal);
      if (answer.ok) return {};
      if (answer.isAboutUs) throw refused(base, answer.reason);
      return { refused: answer.reason };
    },
  };
}

type Answer =
  | { ok: true }
  | {
      ok: false;
      reason: string;
      isTemporary: boolean;
      /** Wrong keys, redirects and the like: no other request would fare better. */
      isAboutUs: boolean;
      retryAfter?: number;
    };

async function send(
  fetch: typeof globalThis.fetch,
  url: string,
  request: RequestInit,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT)]);
    return await readAnswer(await fetch(url, { ...request, signal: within }));
  } catch (error) {
    signal.throwIfAborted();
    const isTemporary = !isBlocked(error);
    return { ok: false, reason: reasonOf(error), isTemporary, isAboutUs: true };
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  if (response.ok) return { ok: true };
  const { status, headers } = response;
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return {
    ok: false,
    reason: `HTTP ${status}: ${text.slice(0, 300).trim() || response.statusText}`,
    isTemporary: status === 408 || status === 429 || status >= 500,
    isAboutUs: status < 400 || status === 401 || status === 403 || status === 404,
    ...(Number.isFinite(seconds) && { retryAfter: seconds * 1_000 }),
  };
}

/** @throws the reason of the signal when it aborts */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function isBlocked(error: unknown): boolean {
  const own = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return own instanceof DataGenFlowError && own.detail['reason'] === 'blocked_address';
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error
    ? cause.message
    : error instanceof Error
      ? error.message
      : 'unknown';
}

function unreachable(host: string, reason: string): BlockExecutionError {
  return new BlockExecutionError(
    `Langfuse at ${host} cannot be reached (${reason}). Resume the job to upload the rest.`,
    { code: 'langfuse_unreachable', detail: { host } },
  );
}

function refused(host: string, reason: string): BlockExecutionError {
  return new BlockExecutionError(
    `Langfuse at ${host} refuses the upload (${reason}). Check LANGFUSE_HOST, ` +
      'LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY.',
    { code: 'langfuse_refused', detail: { host } },
  );
}
