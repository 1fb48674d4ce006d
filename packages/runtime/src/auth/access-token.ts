import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError, ConflictError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';

/** Where the token of a server comes from. */
export interface TokenSettings {
  dataDir: string;
  /** Value of `DATAGENFLOW_TOKEN`; undefined: a file in the data directory. */
  token: Secret | undefined;
}

/** File of the token, when the environment holds none. */
export function tokenFile(dataDir: string): string {
  return join(dataDir, 'auth', 'token');
}

/**
 * The token; undefined while there is none. Read anew each time: it may be rotated meanwhile.
 * @throws ConfigError `token_unusable` when the file can’t be read or holds something else
 */
export async function readToken({ dataDir, token }: TokenSettings): Promise<Secret | undefined> {
  if (token !== undefined) return token;
  const path = tokenFile(dataDir);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unusable(path, error);
  });
  if (text === undefined) return undefined;
  const read = parseToken(text);
  if (read === undefined) throw unusable(path);
  return read;
}

/** The token, made now when there is none. @throws ConfigError `token_unusable` */
export async function ensureToken(settings: TokenSettings): Promise<Secret> {
  return (await readToken(settings)) ?? writeToken(settings.dataDir);
}

/**
 * Replaces the token. Who is signed in with the old one is signed out, in a running server too.
 * @throws ConflictError `token_from_environment`; ConfigError `token_unusable`
 */
export async function rotateToken({ dataDir, token }: TokenSettings): Promise<Secret> {
  if (token === undefined) return writeToken(dataDir);
  throw new ConflictError(
    'DATAGENFLOW_TOKEN sets the token. Change it where it is set, then start the server again.',
    { code: 'token_from_environment', detail: { setting: 'DATAGENFLOW_TOKEN' } },
  );
}

/** 16 characters or more, none of them a space; undefined when it is something else. */
export function parseToken(text: string): Secret | undefined {
  const value = text.trim();
  return /^[\x21-\x7e]{16,}$/.test(value) ? new Secret(value) : undefined;
}

/** Compares in constant time. Nothing equals an empty text. */
export function isSameToken(given: string, token: Secret): boolean {
  if (given === '') return false;
  return timingSafeEqual(digest(given), digest(token.reveal()));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Directory 0700, file 0600, complete or not there. */
async function writeToken(dataDir: string): Promise<Secret> {
  const path = tokenFile(dataDir);
  const text = randomBytes(32).toString('base64url');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw unusable(path, error);
  }
  return new Secret(text);
}

function unusable(path: string, cause?: unknown): ConfigError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new ConfigError(
    `${path} can’t hold the token${reason}. Other machines are served only with one. Make the directory writable, remove the file, or set DATAGENFLOW_TOKEN.`,
    { code: 'token_unusable', detail: { path, setting: 'DATAGENFLOW_TOKEN' }, cause },
  );
}
