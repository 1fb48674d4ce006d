import { DataGenFlowError } from '@datagenflow/contracts';
import type { Access } from '@datagenflow/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { setCaller, type Caller } from './caller.js';
import { readSessionCookie, setSessionCookie } from './session-cookie.js';

/** Lets through who is known. A server that only this machine reaches knows everybody. */
export function authenticate(access: Access | undefined): RequestHandler {
  if (access === undefined) {
    return (_request, response, next) => {
      setCaller(response, { kind: 'local', actor: 'local' });
      next();
    };
  }
  return async (request, response, next) => {
    const caller = await findCaller(access, request, response);
    if (caller === undefined) {
      response.set('WWW-Authenticate', 'Bearer');
      throw signInRequired();
    }
    setCaller(response, caller);
    next();
  };
}

/** A request with a token is judged by it alone. */
async function findCaller(
  access: Access,
  request: Request,
  response: Response,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
    return (await access.isToken(token)) ? { kind: 'token', actor: 'token' } : undefined;
  }
  const id = readSessionCookie(request);
  const session = id === undefined ? null : await access.findSession(id);
  if (id === undefined || session === null) return undefined;
  if (session.isProlonged) setSessionCookie(request, response, id);
  return { kind: 'session', actor: session.actor };
}

/** The same for everything that is wrong with a token. */
export function signInRequired(): DataGenFlowError {
  return new DataGenFlowError(
    'sign_in_required',
    'This server needs its token. In a browser sign in at /login; the command line takes it from DATAGENFLOW_TOKEN, .env or ./data/auth/token. Where the server runs, dgf token show prints it.',
    { status: 401, detail: { check: 'token', setting: 'DATAGENFLOW_TOKEN' } },
  );
}
