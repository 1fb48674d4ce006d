import type { Clock } from '@datagenflow/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { RowWriter } from './row-writer.js';
import type { Schema } from './schema.js';

export type DatabaseKind = 'sqlite' | 'postgres';

/** Where a database is, for another connection to it. */
export type DatabasePlace = { path: string } | { url: string };

/** An open database: what the noun stores stand on. */
export interface Database {
  readonly kind: DatabaseKind;
  readonly clock: Clock;
  /** Null for a database within this process. */
  readonly place: DatabasePlace | null;
  /** For reads outside transactions; sees everything committed. */
  readonly reader: Kysely<Schema>;
  /** Writes many rows with few statements. */
  readonly rows: RowWriter;
  /**
   * Runs `work` in a transaction that may write from its start. Waits for its turn without
   * blocking the process. Inside, only `trx` may be used.
   * @throws DataGenFlowError `database_busy` (503) when another process keeps the database
   */
  readonly transact: <T>(work: (trx: Transaction<Schema>) => Promise<T>) => Promise<T>;
  /**
   * The same for what may be forgotten when the power fails: SQLite does not wait for the disk. Its
   * log keeps the order, so whatever is committed later makes this durable too, or is gone with it.
   */
  readonly transactUnsynced: Database['transact'];
  /** Runs `work`, which writes through another connection, while this one writes nothing. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Resolves when the database answers and, where it may, can be written to.
   * @throws DataGenFlowError `database_unavailable`, `database_busy` (503)
   */
  readonly ping: () => Promise<void>;
  /** So many times what jobs write is stored by this thread before there is one for that. */
  readonly commitsHere: number;
  close(): Promise<void>;
}
