import type { Clock } from '@datagenflow/contracts';
import { request, type Dispatcher } from 'undici';
import { ModelError } from '../errors/model-error.js';
import { scrub } from '../secret/scrub.js';
import type { Secret } from '../secret/secret.js';
import { assertAllowedHost } from './address-guard.js';
import { createWatchdog, type RequestLimits, type Watchdog } from './watchdog.js';

/** What a fetch needs. */
export interface BoundedFetchOptions {
  dispatcher: Dispatcher;
  clock: Clock;
  limits: RequestLimits;
  /** Values to be removed from what comes back. */
  secrets: readonly Secret[];
}

/**
 * A `fetch` for the `openai` package. It reads the whole body within the limits before it
 * resolves, follows no redirect, and takes secrets out of the body: endpoints echo them.
 */
export function createBoundedFetch(options: BoundedFetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    assertAllowedHost(new URL(url).hostname);
    using watchdog = createWatchdog(options.clock, options.limits, init.signal);
    try {
      const response = await request(url, {
        method: (init.method ?? 'GET').toUpperCase(),
        headers: Object.fromEntries(new Headers(init.headers)),
        body: typeof init.body === 'string' ? init.body : null,
        signal: watchdog.signal,
        dispatcher: options.dispatcher,
      });
      const text = await readBody(response.body, watchdog, options.limits.maxBytes);
      return toResponse(response, scrub(text, options.secrets));
    } catch (error) {
      throw watchdog.signal.aborted ? watchdog.signal.reason : error;
    }
  };
}

/** Fails when the connection ends before the body does. */
function readBody(
  body: Dispatcher.ResponseData['body'],
  watchdog: Watchdog,
  maxBytes: number,
): Promise<string> {
  watchdog.expectChunks();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      watchdog.chunkArrived();
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) body.destroy(tooLarge(maxBytes));
    });
    body.on('end', () => resolve(Buffer.concat(chunks, size).toString('utf8')));
    body.on('error', reject);
  });
}

function toResponse({ statusCode, headers }: Dispatcher.ResponseData, text: string): Response {
  const flat = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'content-length' || name === 'content-encoding') continue;
    for (const part of [value ?? []].flat()) flat.append(name, part);
  }
  const hasBody = statusCode !== 204 && statusCode !== 205 && statusCode !== 304;
  return new Response(hasBody ? text : null, { status: statusCode, headers: flat });
}

function tooLarge(maxBytes: number): ModelError {
  return new ModelError(
    'response_too_large',
    `The answer is larger than ${maxBytes / 1024 / 1024} MB. Ask for less, or set max_tokens.`,
  );
}
