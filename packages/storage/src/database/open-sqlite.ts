import { DataGenFlowError, type Clock } from '@datagenflow/contracts';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import { Kysely } from './kysely.js';
import { checkWritable } from './check-writable.js';
import type { Database } from './database.js';
import { loadSqlite } from './load-sqlite.js';
import { retryWhenBusy } from './retry-when-busy.js';
import { RowWriter } from './row-writer.js';
import type { Schema } from './schema.js';
import { SqliteDialect } from './sqlite-dialect.js';
import { translateError } from './translate-error.js';

export interface SqliteOptions {
  /** File, or `:memory:` for a database that lives in this process only. */
  path: string;
  clock: Clock;
  /** Opens for reading only. */
  readOnly: boolean;
  /** How long SQLite itself waits, blocking the process, before we retry. 0 in servers. */
  busyTimeoutMs: number;
  /** So many times what jobs write is stored by this thread before one for that is started. */
  commitsHere?: number;
  /** So many pages of log are copied into the database at a time. */
  checkpointPages?: number;
}

/** 32 MB, which takes too long for a thread that answers: the one that stores does it sooner. */
const CHECKPOINT_PAGES = 8_000;

/** A small job is over before a thread for it is up. */
const COMMITS_HERE = 20;

/**
 * Opens a SQLite database: one connection that writes, one that reads. Durable and with foreign
 * keys, or not at all.
 * @throws DataGenFlowError `database_unsafe` when a required setting did not take
 */
export async function openSqlite(options: SqliteOptions): Promise<Database> {
  const { path, clock, readOnly } = options;
  const isMemory = path === ':memory:';
  const writing = await connect(options, readOnly);
  const reading = isMemory || readOnly ? writing : await connect(options, true);
  const writer = kyselyOn(writing, clock);
  const reader = reading === writing ? writer : kyselyOn(reading, clock);
  return {
    kind: 'sqlite',
    clock,
    place: isMemory ? null : { path },
    reader,
    rows: new RowWriter('sqlite'),
    transact: (work) => writer.transaction().execute(work),
    transactUnsynced: (work) =>
      writer.connection().execute(async (connection) => {
        writing.exec('pragma synchronous = normal');
        try {
          return await connection.transaction().execute(work);
        } finally {
          writing.exec('pragma synchronous = full');
        }
      }),
    hold: (work) => writer.connection().execute(work),
    ping: async () => {
      if (readOnly) writing.prepare('select 1').get();
      else await checkWritable(writing, reading, clock);
    },
    commitsHere: options.commitsHere ?? COMMITS_HERE,
    close: async () => {
      await reader.destroy();
      await writer.destroy();
      reading.close();
      writing.close();
    },
  };
}

function kyselyOn(connection: SqliteDatabase, clock: Clock): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect(connection, clock) });
}

async function connect(options: SqliteOptions, readonly: boolean): Promise<SqliteDatabase> {
  const Sqlite = await loadSqlite();
  try {
    const database = new Sqlite(options.path, { readonly, timeout: options.busyTimeoutMs });
    try {
      await retryWhenBusy(() => {
        if (!readonly) database.pragma('journal_mode = WAL');
        database.pragma('synchronous = FULL');
        database.pragma('foreign_keys = ON');
        database.pragma(`wal_autocheckpoint = ${options.checkpointPages ?? CHECKPOINT_PAGES}`);
      }, options.clock);
      assertSafe(database, options.path === ':memory:' ? 'memory' : 'wal');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw describeOpening(translateError(error), options.path);
  }
}

/** A setting that silently did not take costs data later: SQLite forgets them on every open. */
export function assertSafe(database: SqliteDatabase, journalMode: 'wal' | 'memory'): void {
  const wanted = { journal_mode: journalMode, synchronous: 2, foreign_keys: 1 };
  for (const [name, value] of Object.entries(wanted)) {
    const found = database.pragma(name, { simple: true });
    if (found === value) continue;
    throw new DataGenFlowError(
      'database_unsafe',
      `SQLite refused the setting ${name} = ${value} (it is ${String(found)}). ` +
        'Keep the database on a local disk, or use PostgreSQL through DATABASE_URL.',
      { status: 500, detail: { setting: name, wanted: value, found } },
    );
  }
}

function describeOpening(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isMissingDirectory = error instanceof TypeError;
  if (!isMissingDirectory && !UNUSABLE.has(code)) return error;
  const why =
    code === 'SQLITE_NOTADB'
      ? 'It is not a SQLite database. Move it away or name another file.'
      : 'Check that its directory exists and may be written.';
  return new DataGenFlowError('database_unavailable', `Could not open ${path}. ${why}`, {
    status: 500,
    detail: { path },
    cause: error,
  });
}

const UNUSABLE = new Set(['SQLITE_CANTOPEN', 'SQLITE_NOTADB', 'SQLITE_READONLY']);
