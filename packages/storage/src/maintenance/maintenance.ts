import { ConflictError } from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import type { Database } from '../database/database.js';
import { pruneCalls, type CallLimits } from './prune-calls.js';
import { measureLog, TABLE_SIZES, type BackupMade, type DatabaseSizes } from './sqlite-tasks.js';
import { TaskProcesses } from './task-processes.js';

/** Looks after the database as a whole. Disposing breaks off what is under way. */
export class Maintenance implements AsyncDisposable {
  readonly #database: Database;
  readonly #tasks = new TaskProcesses();
  #measuring: Promise<DatabaseSizes> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many bytes the database takes. Whoever asks while that is found out gets the same. */
  async measure(): Promise<DatabaseSizes> {
    const { kind, place } = this.#database;
    if (kind === 'postgres') return this.#measurePostgres();
    if (place === null) return this.#measureMemory();
    this.#measuring ??= this.#tasks.run({ kind: 'measure', path: this.#path() }).finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  /**
   * Copies the database to a new file, as it is at one moment, and checks the copy.
   * @throws ConflictError `backup_unsupported` where this is none of our business
   * @throws DataGenFlowError `backup_damaged`; `storage_closed` (503)
   */
  async backup(target: string, { withKeys }: { withKeys: boolean }): Promise<BackupMade> {
    return this.#tasks.run({ kind: 'backup', path: this.#path(), target, withKeys });
  }

  /** Removes calls whose jobs are gone, oldest first. @returns how many */
  async pruneCalls(limits: CallLimits, signal?: AbortSignal): Promise<number> {
    return pruneCalls(this.#database, limits, signal);
  }

  /** How many bytes the file holds of what is not in the database file yet; 0: there is none. */
  async measureLog(): Promise<number> {
    const { place } = this.#database;
    return place !== null && 'path' in place ? measureLog(place.path) : 0;
  }

  /** Brings all of that into the database file and empties it, unless someone reads or writes now. */
  async emptyLog(): Promise<void> {
    const { place } = this.#database;
    if (place === null || !('path' in place)) return;
    await this.#tasks.run({ kind: 'emptyLog', path: place.path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tasks[Symbol.asyncDispose]();
  }

  async #measureMemory(): Promise<DatabaseSizes> {
    const { rows } = await sql
      .raw<{ name: string; bytes: number }>(TABLE_SIZES)
      .execute(this.#database.reader);
    const database = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    const tables = Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes]));
    return { database, wal: null, tables };
  }

  async #measurePostgres(): Promise<DatabaseSizes> {
    const { reader } = this.#database;
    const all = await sql<{ bytes: string }>`
      select pg_database_size(current_database())::text as bytes`.execute(reader);
    const { rows } = await sql<{ name: string; bytes: string }>`
      select relname as name, pg_total_relation_size(oid)::text as bytes from pg_class
      where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(reader);
    return {
      database: Number(all.rows[0]?.bytes ?? 0),
      wal: null,
      tables: Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)])),
    };
  }

  #path(): string {
    const { kind, place } = this.#database;
    if (place !== null && 'path' in place) return place.path;
    throw new ConflictError(
      kind === 'postgres'
        ? 'This database is PostgreSQL. Back it up with pg_dump, or as its provider says.'
        : 'This database lives in memory only. Name a file as DATABASE_PATH.',
      { code: 'backup_unsupported', detail: { database: kind } },
    );
  }
}
