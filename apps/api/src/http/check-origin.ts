import { DataGenFlowError } from '@datagenflow/contracts';
import type { Request, RequestHandler } from 'express';
import { callerOf } from './caller.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses writes that a browser makes for another site. Tools that are no browser need nothing; a
 * request with the token is none because of a cookie that comes with it.
 */
export function checkOrigin(servesOthers: boolean): RequestHandler {
  const schemes = servesOthers ? ['http', 'https'] : ['http'];
  return (request, response, next) => {
    const ignoresCookies = callerOf(response)?.kind === 'token';
    if (!SAFE_METHODS.includes(request.method) && isFromBrowser(request, ignoresCookies)) {
      checkSite(request, schemes);
      checkHeader(request);
    }
    next();
  };
}

function isFromBrowser({ headers }: Request, ignoresCookies: boolean): boolean {
  return (
    headers.origin !== undefined ||
    headers['sec-fetch-site'] !== undefined ||
    (headers.cookie !== undefined && !ignoresCookies)
  );
}

/** Behind a proxy that ends TLS the page’s scheme is https and ours is not. */
function checkSite({ headers }: Request, schemes: readonly string[]): void {
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  const own = schemes.map((scheme) => `${scheme}://${host.toLowerCase()}`);
  const isSame = origin === undefined ? site === 'same-origin' : own.includes(origin.toLowerCase());
  if (isSame) return;
  const got = origin ?? site ?? null;
  throw refuse(
    'origin_not_allowed',
    `A page of '${origin ?? site ?? 'another site'}' may not change anything here. Open the page at ${own[0]}.`,
    { check: 'origin', got, expected: own[0], header: 'Origin' },
  );
}

function checkHeader({ headers }: Request): void {
  const got = headers['x-datagenflow'] ?? null;
  if (got === '1') return;
  throw refuse('header_missing', 'Writes from a browser need the header X-DataGenFlow: 1.', {
    check: 'header',
    got,
    header: 'X-DataGenFlow',
  });
}

function refuse(code: string, message: string, detail: Record<string, unknown>): DataGenFlowError {
  return new DataGenFlowError(code, message, { status: 403, detail });
}
