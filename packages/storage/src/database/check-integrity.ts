import { loadSqlite } from './load-sqlite.js';
import { translateError } from './translate-error.js';

/** A row that refers to one that is not there. */
export interface DanglingRow {
  table: string;
  rowid: number | null;
  parent: string;
}

/** What SQLite itself finds wrong with a database; both lists are empty when all is well. */
export interface Integrity {
  /** At most 100 lines about damaged pages, rows and indexes. */
  problems: string[];
  dangling: DanglingRow[];
}

/**
 * Reads a whole SQLite database and checks it, without changing anything. Takes as long as reading
 * the file, and blocks.
 * @throws DataGenFlowError `node_too_old`, and what SQLite says when the file can’t be read
 */
export async function checkIntegrity(path: string): Promise<Integrity> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const lines = database.pragma('integrity_check') as { integrity_check: string }[];
    const problems = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
    const rows = database.pragma('foreign_key_check') as DanglingRow[];
    return {
      problems,
      dangling: rows.map(({ table, rowid, parent }) => ({ table, rowid, parent })),
    };
  } catch (error) {
    if (!isCorrupt(error)) throw translateError(error);
    return { problems: [error.message], dangling: [] };
  } finally {
    database.close();
  }
}

/** Damage so bad that the check itself can’t go on. */
function isCorrupt(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CORRUPT')
  );
}
