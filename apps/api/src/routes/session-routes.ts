import { ConfigError, ConflictError, DataGenFlowError } from '@datagenflow/contracts';
import { AttemptLimit, type Access, type Runtime } from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/session-cookie.js';

const SIGN_INS = { attempts: 10, withinMs: 60_000 };

/** Signing in and out. */
export function sessionRoutes({ clock }: Pick<Runtime, 'clock'>): Handlers<'signIn' | 'signOut'> {
  const limit = new AttemptLimit(SIGN_INS, clock);
  return {
    signIn: async ({ runtime, request, response, body }) => {
      const access = requireAccess(runtime);
      checkLimit(limit.try(request.socket.remoteAddress ?? ''));
      if ((body.token === undefined) === (body.code === undefined)) throw tokenOrCode();
      const { id, actor } = await access.signIn(body);
      setSessionCookie(request, response, id);
      return { actor };
    },
    signOut: async ({ runtime, request, response }) => {
      const id = readSessionCookie(request);
      if (id !== undefined) await requireAccess(runtime).signOut(id);
      clearSessionCookie(request, response);
      return { message: 'Signed out' };
    },
  };
}

function requireAccess({ access }: Runtime): Access {
  if (access !== undefined) return access;
  throw new ConflictError('This server is for this machine only and needs no sign-in.', {
    code: 'no_sign_in',
    detail: { setting: 'HOST' },
  });
}

function checkLimit(waitMs: number): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new DataGenFlowError(
    'too_many_sign_ins',
    `Too many sign-ins, at most ${SIGN_INS.attempts} a minute. Try again in ${seconds} seconds.`,
    { status: 429, detail: { check: 'sign-in limit', retry_after: seconds } },
  );
}

function tokenOrCode(): ConfigError {
  return new ConfigError('Send either token or code.', {
    code: 'schema_violation',
    detail: { issues: [{ path: '', message: 'needs either token or code' }] },
  });
}
