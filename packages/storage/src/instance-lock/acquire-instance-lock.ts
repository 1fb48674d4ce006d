import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@datagenflow/contracts';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import { loadSqlite } from '../database/load-sqlite.js';

const POLL_MS = 10;
/** Half a second in all. */
const TRIES = 50;

/** What the holder of a lock tells others about itself. */
export interface InstanceInfo {
  pid: number;
  /** Where it answers, once it does. */
  url?: string;
}

/** A data directory held by this process until it is disposed or the process ends, however. */
export interface InstanceLock extends AsyncDisposable {
  /** Tells others where this instance answers. */
  publish(info: { url: string }): Promise<void>;
}

/**
 * Takes a data directory for this process: two instances on one would harm each other. The lock is
 * an open immediate transaction on `lock.db`, so the system itself frees it, even after kill -9. An
 * exclusive one would refuse both of two that ask at the same moment.
 * @throws ConflictError `instance_locked`; `detail` is the {@link InstanceInfo} of the holder
 */
export async function acquireInstanceLock(
  dataDir: string,
  pid: number = process.pid,
): Promise<InstanceLock> {
  await mkdir(dataDir, { recursive: true });
  const database = await holdLock(dataDir);
  await writeInfo(dataDir, { pid });
  return {
    publish: ({ url }) => writeInfo(dataDir, { pid, url }),
    [Symbol.asyncDispose]: async () => {
      await removeInfo(dataDir, pid);
      database.close();
    },
  };
}

/** What the instance that holds (or last held) a data directory tells; null when nothing. */
export async function readInstanceInfo(dataDir: string): Promise<InstanceInfo | null> {
  try {
    return JSON.parse(await readFile(infoPath(dataDir), 'utf8')) as InstanceInfo;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Who holds it has told so a moment later; who leaves it tells nothing any more. */
async function holdLock(dataDir: string): Promise<SqliteDatabase> {
  for (let tries = 1; ; tries += 1) {
    const { database, cause } = await tryLock(dataDir);
    if (database !== undefined) return database;
    const info = await readInstanceInfo(dataDir);
    if (tries === TRIES || isAlive(info)) throw describeHolder(dataDir, info, cause);
    await sleep(POLL_MS);
  }
}

/** The open transaction, or what says that another has one. */
async function tryLock(dataDir: string): Promise<{ database?: SqliteDatabase; cause?: Error }> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(join(dataDir, 'lock.db'), { timeout: 0 });
  try {
    database.exec('begin immediate');
    return { database };
  } catch (cause) {
    database.close();
    const isHeld = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
    if (!isHeld) throw cause;
    return { cause };
  }
}

/** Whether it is told by a process that is there, and not by one that was killed. */
function isAlive(info: InstanceInfo | null): boolean {
  if (info === null) return false;
  try {
    return process.kill(info.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function describeHolder(
  dataDir: string,
  info: InstanceInfo | null,
  cause: Error | undefined,
): ConflictError {
  const holder = info === null ? 'Another process' : `Process ${info.pid}`;
  const where = info?.url === undefined ? '' : ` and answers at ${info.url}`;
  return new ConflictError(
    `${holder} uses the data directory ${dataDir}${where}. ` +
      'Stop it, or set DATAGENFLOW_DATA_DIR to another directory.',
    { code: 'instance_locked', detail: { data_dir: dataDir, ...info }, cause },
  );
}

/** Written aside and renamed, so that nobody reads half of it. */
async function writeInfo(dataDir: string, info: InstanceInfo): Promise<void> {
  const path = infoPath(dataDir);
  const draft = `${path}.${info.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** Not that of another, which took the directory when the file of this lock was removed. */
async function removeInfo(dataDir: string, pid: number): Promise<void> {
  const info = await readInstanceInfo(dataDir);
  if (info?.pid === pid) await rm(infoPath(dataDir), { force: true });
}

function infoPath(dataDir: string): string {
  return join(dataDir, 'lock.json');
}
