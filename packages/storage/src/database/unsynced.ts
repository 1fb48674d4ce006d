import type { Database } from './database.js';

/** The same database, none of whose transactions waits for the disk. */
export function unsynced(database: Database): Database {
  return { ...database, transact: database.transactUnsynced };
}
