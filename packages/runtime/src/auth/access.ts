import { createHmac, randomBytes } from 'node:crypto';
import { DataGenFlowError, type Clock, type SignIn } from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';
import { ensureToken, isSameToken, type TokenSettings } from './access-token.js';
import { SignInCodes } from './sign-in-codes.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A session ends so long after it was last used. */
export const SESSION_MS = 30 * DAY_MS;

/** A browser that is signed in. */
export interface Session {
  /** The secret that its cookie holds. */
  id: string;
  /** Name for the history of records. */
  actor: string;
}

/** Who may use a server that other machines can reach. */
export interface Access {
  isToken(text: string): Promise<boolean>;
  /** @throws DataGenFlowError `sign_in_failed` (401), the same for whatever is wrong */
  signIn(given: SignIn): Promise<Session>;
  /** The session with this id; `isProlonged` when its end has moved. Null: sign in again. */
  findSession(id: string): Promise<{ actor: string; isProlonged: boolean } | null>;
  signOut(id: string): Promise<void>;
  /** A code to sign in with once, within an hour. */
  issueCode(): string;
}

/**
 * Opens the access to a server, with its token made now if there is none. Sessions are stored under
 * a digest keyed with the token, so they end when it changes.
 * @throws ConfigError `token_unusable`
 */
export async function openAccess(
  settings: TokenSettings,
  { sessions }: Pick<Storage, 'sessions'>,
  clock: Clock,
): Promise<Access> {
  await ensureToken(settings);
  const codes = new SignInCodes(clock);
  const token = () => ensureToken(settings);
  const endOfSession = () => new Date(clock.date().getTime() + SESSION_MS).toISOString();
  const isAllowed = async ({ token: text, code }: SignIn): Promise<boolean> => {
    if (text !== undefined) return isSameToken(text, await token());
    return code !== undefined && codes.redeem(code);
  };
  return {
    isToken: async (text) => isSameToken(text, await token()),
    async signIn(given) {
      if (!(await isAllowed(given))) throw refused();
      const id = randomBytes(32).toString('base64url');
      const actor = given.actor?.trim() || 'browser';
      await sessions.create({
        digest: digestOf(id, await token()),
        actor,
        created_at: clock.date().toISOString(),
        expires_at: endOfSession(),
      });
      return { id, actor };
    },
    async findSession(id) {
      const digest = digestOf(id, await token());
      const found = await sessions.find(digest);
      if (found === null) return null;
      const left = Date.parse(found.expires_at) - clock.date().getTime();
      const isProlonged = left < SESSION_MS - DAY_MS;
      if (isProlonged) await sessions.prolong(digest, endOfSession());
      return { actor: found.actor, isProlonged };
    },
    signOut: async (id) => sessions.delete(digestOf(id, await token())),
    issueCode: () => codes.issue(),
  };
}

function digestOf(id: string, token: Secret): string {
  return createHmac('sha256', token.reveal()).update(id).digest('hex');
}

function refused(): DataGenFlowError {
  return new DataGenFlowError(
    'sign_in_failed',
    'That is not the token of this server, or the link was used already. Show the token with: dgf token show',
    { status: 401, detail: { check: 'token', setting: 'DATAGENFLOW_TOKEN' } },
  );
}
