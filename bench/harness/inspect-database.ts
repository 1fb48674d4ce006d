import { statSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';

/** What a database holds once everything is in its one file. */
export interface DatabaseSize {
  bytes: number;
  /** Values with at least as many characters as the document. */
  documents: number;
}

/** Checkpoints a database that nobody has open and measures it. */
export function inspectDatabase(path: string, documentLength: number): DatabaseSize {
  const database = new Sqlite(path);
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    const documents = columnsOf(database)
      .map(({ table, column }) =>
        database
          .prepare(`select count(*) from "${table}" where length("${column}") >= ?`)
          .pluck()
          .get(documentLength),
      )
      .reduce<number>((sum, count) => sum + Number(count), 0);
    return { bytes: statSync(path).size, documents };
  } finally {
    database.close();
  }
}

function columnsOf(database: Database): { table: string; column: string }[] {
  const tables = `select name from sqlite_master where type = 'table'`;
  return database
    .prepare(tables)
    .pluck()
    .all()
    .flatMap((table) => {
      const columns = database.pragma(`table_info("${String(table)}")`) as { name: string }[];
      return columns.map(({ name }) => ({ table: String(table), column: name }));
    });
}
