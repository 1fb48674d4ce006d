import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { Secret } from '@datagenflow/llm';
import { openStorage, type Storage } from '@datagenflow/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAccess, SESSION_MS, type Access } from './access.js';
import { ensureToken, isSameToken, parseToken, readToken, rotateToken } from './access-token.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let dataDir: string;
let clock: ManualClock;
let storage: Storage;
let access: Access;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dgf-access-'));
  clock = new ManualClock();
  storage = await openStorage({ path: ':memory:', clock });
  access = await openAccess({ dataDir, token: undefined }, storage, clock);
});
afterEach(async () => {
  await storage[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

const settings = () => ({ dataDir, token: undefined });
const signIn = () => access.signIn({ code: access.issueCode(), actor: 'ann' });

describe('a session', () => {
  test('row 67: ends 30 days after it was last used', async () => {
    const { id } = await signIn();
    for (let used = 0; used < 4; used += 1) {
      await clock.advance(SESSION_MS - 1);
      expect(await access.findSession(id)).toEqual({ actor: 'ann', isProlonged: true });
      expect(await access.findSession(id)).toEqual({ actor: 'ann', isProlonged: false });
    }
    await clock.advance(SESSION_MS);
    expect(await access.findSession(id)).toBeNull();
  });

  test('outlives the server, and its own end is stored at most once a day', async () => {
    const { id } = await signIn();
    await clock.advance(DAY_MS - 1);
    const next = await openAccess(settings(), storage, clock);
    expect(await next.findSession(id)).toEqual({ actor: 'ann', isProlonged: false });
  });

  test('ends when the token changes, and when it is signed out', async () => {
    const [first, second] = [await signIn(), await signIn()];
    await access.signOut(first.id);
    expect(await access.findSession(first.id)).toBeNull();
    expect(await access.findSession(second.id)).not.toBeNull();
    const old = await readToken(settings());
    const token = await rotateToken(settings());
    expect(await access.findSession(second.id)).toBeNull();
    expect(await access.isToken(old?.reveal() ?? '')).toBe(false);
    expect(await access.isToken(token.reveal())).toBe(true);
  });

  test('has no name but "browser" when none was given', async () => {
    const token = (await ensureToken(settings())).reveal();
    expect((await access.signIn({ token, actor: '  ' })).actor).toBe('browser');
  });
});

describe('a code', () => {
  test('works once, within an hour', async () => {
    const [used, late] = [access.issueCode(), access.issueCode()];
    await access.signIn({ code: used });
    await expect(access.signIn({ code: used })).rejects.toMatchObject({ status: 401 });
    await clock.advance(60 * 60 * 1000);
    await expect(access.signIn({ code: late })).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});

describe('a token', () => {
  test('row 13: is compared whole, and never with nothing', () => {
    const token = new Secret('0123456789abcdef');
    expect(isSameToken('0123456789abcdef', token)).toBe(true);
    for (const given of ['', '0123456789abcde', '0123456789abcdef ', 'x'.repeat(1e6)]) {
      expect(isSameToken(given, token)).toBe(false);
    }
    expect(isSameToken('', new Secret(''))).toBe(false);
  });

  test('has 16 characters or more', () => {
    expect(parseToken(' 0123456789abcdef\n')?.reveal()).toBe('0123456789abcdef');
    expect(parseToken('0123456789abcde')).toBeUndefined();
    expect(parseToken('0123 456789abcdef')).toBeUndefined();
  });

  test('row 12: is made once, for the owner only', async () => {
    const token = await ensureToken(settings());
    expect((await ensureToken(settings())).equals(token)).toBe(true);
    expect((await stat(join(dataDir, 'auth', 'token'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'auth'))).mode & 0o777).toBe(0o700);
  });

  test('row 9: whose file is broken or can’t be made stops everything', async () => {
    await writeFile(join(dataDir, 'auth', 'token'), 'short');
    await expect(readToken(settings())).rejects.toMatchObject({ code: 'token_unusable' });
    await rm(join(dataDir, 'auth'), { recursive: true });
    await writeFile(join(dataDir, 'auth'), '');
    await expect(ensureToken(settings())).rejects.toMatchObject({ code: 'token_unusable' });
  });

  test('of the environment is not rotated here', async () => {
    const token = new Secret('0123456789abcdef');
    await expect(rotateToken({ dataDir, token })).rejects.toMatchObject({
      code: 'token_from_environment',
    });
  });
});
