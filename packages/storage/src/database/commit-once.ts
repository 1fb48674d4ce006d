import { DataGenFlowError, type Clock } from '@datagenflow/contracts';
import { sql, type Kysely, type Transaction } from './kysely.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

const RETRY_MS = 500;

/** What a transaction did, before it was committed. */
interface Done<T> {
  result: T;
  /** Null when it wrote nothing. */
  id: string | null;
}

/**
 * Transactions in PostgreSQL of which it is known whether they were committed. When the connection
 * is lost during a commit, only the database knows: it is asked as soon as it is back.
 */
export class CommitOnce {
  readonly #db: Kysely<Schema>;
  readonly #begin: Database['transact'];
  readonly #clock: Clock;
  readonly #closing = new AbortController();

  /** @param begin runs something in a transaction of that database */
  constructor(db: Kysely<Schema>, begin: Database['transact'], clock: Clock) {
    this.#db = db;
    this.#begin = begin;
    this.#clock = clock;
  }

  /**
   * Runs `work` in a transaction.
   * @throws DataGenFlowError `database_unavailable` (503) when nothing of it was stored; while
   * closing, maybe it was
   */
  async transact<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const done: Done<T>[] = [];
    try {
      return await this.#begin(async (trx) => {
        const result = await work(trx);
        done.push({ result, id: await idOf(trx) });
        return result;
      });
    } catch (error) {
      const [last] = done;
      if (last === undefined || last.id === null || !isUnavailable(error)) throw error;
      if (!(await this.#wasCommitted(last.id))) throw error;
      return last.result;
    }
  }

  /** Whoever still waits for the database is told that it does not answer. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Asks until there is an answer, or nobody wants it any more. A database that can’t say, such as a
   * copy that took over, has not stored it.
   */
  async #wasCommitted(id: string): Promise<boolean> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const status = await this.#readStatus(id);
        if (status !== 'in progress') return status === 'committed';
      } catch (error) {
        if (!isUnavailable(error)) return false;
      }
      await this.#clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
    return false;
  }

  async #readStatus(id: string): Promise<string | null> {
    const { rows } = await sql<{ status: string | null }>`
      select pg_xact_status(${id}::xid8) as status`.execute(this.#db);
    return rows[0]?.status ?? null;
  }
}

async function idOf(trx: Transaction<Schema>): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`
    select pg_current_xact_id_if_assigned()::text as id`.execute(trx);
  return rows[0]?.id ?? null;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DataGenFlowError && error.code === 'database_unavailable';
}
