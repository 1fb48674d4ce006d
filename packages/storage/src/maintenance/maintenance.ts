import { setImmediate } from 'node:timers/promises';
import { ConflictError } from '@datagenflow/contracts';
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import { TABLE_SIZES, type BackupMade, type DatabaseSizes } from './sqlite-tasks.js';
import { runInThread } from './task-thread.js';

const BATCH = 500;

/** Looks after the database as a whole. */
export class Maintenance {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many bytes the database takes. */
  async measure(): Promise<DatabaseSizes> {
    const { kind, place } = this.#database;
    if (kind === 'postgres') return this.#measurePostgres();
    if (place === null) return this.#measureMemory();
    return runInThread({ kind: 'measure', path: this.#path() });
  }

  /**
   * Copies the database to a new file, as it is at one moment, and checks the copy.
   * @throws ConflictError `backup_unsupported` where this is none of our business
   * @throws DataGenFlowError `backup_damaged`
   */
  async backup(target: string, { withKeys }: { withKeys: boolean }): Promise<BackupMade> {
    return runInThread({ kind: 'backup', path: this.#path(), target, withKeys });
  }

  /**
   * Removes calls whose jobs are gone and that are older than a date. What a trace refers to
   * belongs to a job, and stays.
   * @returns how many
   */
  async pruneCalls(before: Date, signal?: AbortSignal): Promise<number> {
    let removed = 0;
    for (;;) {
      signal?.throwIfAborted();
      const count = await this.#pruneBatch(before);
      removed += count;
      if (count < BATCH) return removed;
      await setImmediate();
    }
  }

  async #pruneBatch(before: Date): Promise<number> {
    const { kind, transact } = this.#database;
    return transact(async (trx) => {
      const rows = await trx
        .selectFrom('calls')
        .select('id')
        .where('job_id', 'is', null)
        .where('execution_id', 'is', null)
        .where('created_at', '<', before.toISOString())
        .limit(BATCH)
        .execute();
      const ids = idList(
        kind,
        rows.map(({ id }) => id),
      );
      await trx.deleteFrom('calls').where('id', 'in', ids).execute();
      return rows.length;
    });
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
