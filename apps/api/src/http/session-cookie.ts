import { SESSION_COOKIE } from '@datagenflow/contracts';
import { SESSION_MS } from '@datagenflow/runtime';
import type { CookieOptions, Request, Response } from 'express';

/** What the cookie of a session holds; undefined when there is none. */
export function readSessionCookie({ headers }: Request): string | undefined {
  return new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([\\w-]{43})(?:;|$)`).exec(
    headers.cookie ?? '',
  )?.[1];
}

/** Gives the browser its cookie, or gives it again to keep it longer. */
export function setSessionCookie(request: Request, response: Response, id: string): void {
  response.cookie(SESSION_COOKIE, id, { ...optionsFor(request), maxAge: SESSION_MS });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(SESSION_COOKIE, optionsFor(request));
}

/** A page that came over TLS sends the cookie over TLS only. */
function optionsFor({ headers }: Request): CookieOptions {
  const secure = headers.origin?.toLowerCase().startsWith('https://') ?? false;
  return { httpOnly: true, sameSite: 'strict', path: '/', secure };
}
