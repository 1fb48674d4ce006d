import { statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { DataGenFlowError } from '@datagenflow/contracts';
import { checkIntegrity } from '../database/check-integrity.js';
import { loadSqlite } from '../database/load-sqlite.js';
import { UNFINISHED } from './remove-unfinished.js';

/** Bytes by table, indexes counted to their table. Reads the whole database. */
export const TABLE_SIZES = `
  select entry.tbl_name as name, sum(part.pgsize) as bytes
  from dbstat part join sqlite_schema entry on entry.name = part.name
  where part.aggregate = true group by entry.tbl_name`;

/** Tables whose rows a backup counts. */
const COUNTED = ['pipelines', 'jobs', 'executions', 'records', 'calls', 'models'] as const;

/** Rows by table. */
export type RowCounts = Record<(typeof COUNTED)[number], number>;

/** Bytes of a database, in all and by table, indexes counted to their table. */
export interface DatabaseSizes {
  database: number;
  /** What is written but not in the file yet; null where there is no such thing. */
  wal: number | null;
  tables: Record<string, number>;
}

/** A copy that was made and checked. */
export interface BackupMade {
  bytes: number;
  counts: RowCounts;
}

/** Work on a SQLite file that blocks for as long as reading it takes: for a process of its own. */
export type SqliteTask =
  | { kind: 'measure'; path: string }
  | { kind: 'emptyLog'; path: string }
  | { kind: 'backup'; path: string; target: string; withKeys: boolean };

/** Measures a database, by reading through it. */
export async function measureSqlite(path: string): Promise<DatabaseSizes> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const rows = database.prepare(TABLE_SIZES).all() as { name: string; bytes: number }[];
    return {
      database: sizeOf(path),
      wal: measureLog(path),
      tables: Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes])),
    };
  } finally {
    database.close();
  }
}

/** How many bytes the write-ahead log of a database takes. */
export function measureLog(path: string): number {
  return sizeOf(`${path}-wal`);
}

/**
 * Brings the write-ahead log into the database and makes it empty; while others read or write, as
 * much of that as can be done without waiting.
 */
export async function emptyLog(path: string): Promise<void> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(path, { fileMustExist: true, timeout: 0 });
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/**
 * Copies a database as it is at one moment, whoever writes to it meanwhile. Without keys, the copy
 * holds neither keys of models nor sessions, not even in pages that are free. One that is not
 * finished is left to be removed.
 * @throws DataGenFlowError `backup_damaged` when the copy does not pass its check
 */
export async function backupSqlite(
  path: string,
  target: string,
  withKeys: boolean,
): Promise<BackupMade> {
  const unfinished = target + UNFINISHED;
  await copy(path, unfinished);
  const counts = await prepare(unfinished, withKeys);
  const { problems, dangling } = await checkIntegrity(unfinished);
  if (problems.length > 0 || dangling.length > 0) throw damaged(problems, dangling.length);
  await rename(unfinished, target);
  return { bytes: sizeOf(target), counts };
}

async function copy(path: string, target: string): Promise<void> {
  const Sqlite = await loadSqlite();
  const source = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    // In one step: between two, every write of another connection would have it start over.
    await source.backup(target, { progress: () => 2 ** 31 - 1 });
  } finally {
    source.close();
  }
}

/** Makes one file of the copy, takes out what is to stay here, and counts what it holds. */
async function prepare(path: string, withKeys: boolean): Promise<RowCounts> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(path);
  try {
    database.pragma('journal_mode = DELETE');
    if (!withKeys) {
      database.exec(`update models set key_envelope = null, key_last4 = ''
        where key_envelope is not null; delete from sessions; vacuum`);
    }
    const count = (table: string) =>
      database.prepare(`select count(*) from ${table}`).pluck().get() as number;
    return Object.fromEntries(COUNTED.map((table) => [table, count(table)])) as RowCounts;
  } finally {
    database.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function damaged(problems: string[], dangling: number): DataGenFlowError {
  return new DataGenFlowError(
    'backup_damaged',
    `The copy did not pass its check: ${problems[0] ?? `${dangling} rows refer to nothing`}. It was removed. Check the database and the disk.`,
    { status: 500, detail: { problems, dangling } },
  );
}
