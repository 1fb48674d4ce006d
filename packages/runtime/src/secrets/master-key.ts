import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';

/** What stored keys are encrypted with. */
export interface MasterKey {
  /** Tells keys apart; says nothing about them. */
  id: string;
  /** 32 bytes. Never printed: it is not enumerable. */
  readonly bytes: Buffer;
}

/** Where a master key comes from. */
export interface MasterKeySettings {
  dataDir: string;
  /** Value of `DATAGENFLOW_MASTER_KEY`; undefined: a file in the data directory. */
  masterKey: Secret | undefined;
}

/** File of the master key, when the environment holds none. */
export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'auth', 'master.key');
}

/**
 * The master key; undefined while there is none.
 * @throws ConfigError `master_key_wrong` when the file holds something else
 */
export async function readMasterKey(settings: MasterKeySettings): Promise<MasterKey | undefined> {
  if (settings.masterKey !== undefined) return parseMasterKey(settings.masterKey);
  const path = masterKeyFile(settings.dataDir);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  });
  if (text === undefined) return undefined;
  const key = parseMasterKey(new Secret(text.trim()));
  if (key === undefined) throw unreadable(path);
  return key;
}

/**
 * The master key, made now when there is none: directory 0700, file 0600, complete or not there.
 * The caller holds the data directory’s lock.
 */
export async function makeMasterKey(settings: MasterKeySettings): Promise<MasterKey> {
  const known = await readMasterKey(settings);
  if (known !== undefined) return known;
  const path = masterKeyFile(settings.dataDir);
  const text = randomBytes(32).toString('base64');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw unreadable(path, error);
  }
  return parseMasterKey(new Secret(text)) as MasterKey;
}

/** 32 bytes as 64 hex digits or base64; undefined when it is neither. */
export function parseMasterKey(text: Secret): MasterKey | undefined {
  const value = text.reveal();
  const bytes = /^[0-9a-f]{64}$/i.test(value)
    ? Buffer.from(value, 'hex')
    : /^[\w+/-]{43}=?$/.test(value)
      ? Buffer.from(value, 'base64')
      : undefined;
  if (bytes?.length !== 32) return undefined;
  const id = createHash('sha256').update('datagenflow key id').update(bytes).digest('hex');
  const key = { id: id.slice(0, 12) };
  return Object.defineProperty(key, 'bytes', { value: bytes, enumerable: false }) as MasterKey;
}

function unreadable(path: string, cause?: unknown): ConfigError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new ConfigError(
    `${path} can’t be used as master key${reason}. It has to hold 32 bytes in base64. Restore it from a backup, or set DATAGENFLOW_MASTER_KEY.`,
    { code: 'master_key_wrong', detail: { path, setting: 'DATAGENFLOW_MASTER_KEY' }, cause },
  );
}
