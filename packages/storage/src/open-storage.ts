import {
  ConfigError,
  systemClock,
  type Clock,
  type FailPoint,
  type JsonObject,
} from '@datagenflow/contracts';
import type { Database } from './database/database.js';
import { openPostgres } from './database/open-postgres.js';
import { openSqlite } from './database/open-sqlite.js';
import { ExecutionStore } from './executions/execution-store.js';
import { removeDeleted } from './jobs/remove-deleted.js';
import { SqlJobStore } from './jobs/sql-job-store.js';
import { Maintenance } from './maintenance/maintenance.js';
import { MetaStore } from './meta/meta-store.js';
import { readTotals, type Totals } from './metrics/read-totals.js';
import { checkSchema, migrate } from './migrations/migrate.js';
import { ModelStore } from './models/model-store.js';
import { PipelineStore } from './pipelines/pipeline-store.js';
import { RecordStore } from './records/record-store.js';
import { ReportStore } from './reports/report-store.js';
import { SessionStore } from './sessions/session-store.js';

/** Where the database is, and how to open it. Exactly one of `url` and `path`. */
export interface StorageOptions {
  /** `postgres://…` */
  url?: string;
  /** SQLite file, or `:memory:` for a database within this process. */
  path?: string;
  /** Opens for reading only, without migrating. Default false. */
  readOnly?: boolean;
  clock?: Clock;
  /** How long SQLite waits for another process, blocking this one, before we retry. Default 0. */
  busyTimeoutMs?: number;
  /**
   * So many times what jobs write is stored by this thread before a SQLite file gets one of its own
   * for that. Default 20; 0: all is stored there.
   */
  commitsHere?: number;
  /** Longest search of records by what no column holds. Default 2 s; then it is partial. */
  searchMs?: number;
  /** Passed while the schema is brought to the newest version. */
  failPoint?: FailPoint;
}

/** Everything that is stored, one store per noun. Dispose it to close the database. */
export interface Storage extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres';
  readonly pipelines: PipelineStore;
  readonly jobs: SqlJobStore;
  readonly executions: ExecutionStore;
  readonly records: RecordStore;
  readonly models: ModelStore;
  readonly reports: ReportStore;
  readonly sessions: SessionStore;
  readonly meta: MetaStore;
  readonly maintenance: Maintenance;
  /**
   * Removes the rows of what was deleted, in short transactions, and what can’t be undone any more.
   * @param forget told where the seeds of each job that is removed came from
   * @returns how many rows
   */
  removeDeleted(
    signal?: AbortSignal,
    forget?: (seedSource: JsonObject) => Promise<void>,
  ): Promise<number>;
  /** What all jobs add up to. */
  readTotals(): Promise<Totals>;
  /**
   * Resolves when the database answers and can be written to.
   * @throws DataGenFlowError `database_unavailable`, `database_busy` (503) after two seconds
   */
  ping(): Promise<void>;
}

/**
 * Opens the database and brings its schema to the newest version.
 * @throws ConfigError when neither or both of `url` and `path` are given
 * @throws DataGenFlowError `database_unsafe`, `database_unavailable`, `database_busy`,
 * `schema_too_new`, `schema_too_old` (read-only), `node_too_old`
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const database = await openDatabase(options);
  try {
    await (options.readOnly === true ? checkSchema(database) : migrate(database, options));
  } catch (error) {
    await database.close();
    throw error;
  }
  return connectStores(database, options);
}

/** The stores of an open database whose schema is up to date. */
export function connectStores(
  database: Database,
  { searchMs }: Pick<StorageOptions, 'searchMs'> = {},
): Storage {
  const records = new RecordStore(database, searchMs);
  const jobs = new SqlJobStore(database);
  const maintenance = new Maintenance(database);
  return {
    kind: database.kind,
    pipelines: new PipelineStore(database),
    jobs,
    executions: new ExecutionStore(database),
    records,
    models: new ModelStore(database),
    reports: new ReportStore(database),
    sessions: new SessionStore(database),
    meta: new MetaStore(database),
    maintenance,
    removeDeleted: (signal, forget) => removeDeleted(database, signal, forget),
    readTotals: () => readTotals(database),
    ping: database.ping,
    [Symbol.asyncDispose]: async () => {
      await maintenance[Symbol.asyncDispose]();
      await records[Symbol.asyncDispose]();
      await jobs[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

/** Opens the database as it is. */
export async function openDatabase(options: StorageOptions): Promise<Database> {
  const { url, path, clock = systemClock, readOnly = false, busyTimeoutMs = 0 } = options;
  const { commitsHere } = options;
  if (url !== undefined && path === undefined) return openPostgres({ url, clock, readOnly });
  if (path !== undefined && url === undefined) {
    const common = { path, clock, readOnly, busyTimeoutMs };
    return openSqlite(commitsHere === undefined ? common : { ...common, commitsHere });
  }
  throw new ConfigError('Name one database: a SQLite path, or a PostgreSQL url.');
}
