import type { Clock } from '@datagenflow/contracts';
import type { Database as SqliteDatabase, Statement } from 'better-sqlite3';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { retryWhenBusy } from './retry-when-busy.js';
import { translateError } from './translate-error.js';

const MOST_STATEMENTS = 500;

/** One connection. Statements are prepared once; a busy database is waited for. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #statements = new Map<string, Statement>();

  constructor(database: SqliteDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  get isInTransaction(): boolean {
    return this.#database.inTransaction;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await retryWhenBusy(() => this.#run<R>(sql, parameters), this.#clock);
    } catch (error) {
      throw translateError(error);
    }
  }

  streamQuery(): never {
    throw new Error('Read in pages: an open reader keeps SQLite from checkpointing.');
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(...parameters) as R[] };
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
