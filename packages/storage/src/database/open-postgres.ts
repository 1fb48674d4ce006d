import type { Clock } from '@datagenflow/contracts';
import { Kysely, sql } from './kysely.js';
import type Pg from 'pg';
import { CommitOnce } from './commit-once.js';
import type { Database } from './database.js';
import { TranslatingPostgresDialect } from './postgres-dialect.js';
import { RowWriter } from './row-writer.js';
import type { Schema } from './schema.js';

export interface PostgresOptions {
  /** `postgres://…` */
  url: string;
  clock: Clock;
  readOnly: boolean;
  /** Longest time of one statement; default none. */
  statementTimeoutMs?: number;
}

const TRIES_AFTER_DEADLOCK = 5;
const CONNECT_LIMIT_MS = 30_000;

/** Opens a PostgreSQL database through a pool of connections. The driver is loaded only here. */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { url, clock, readOnly, statementTimeoutMs } = options;
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    types: makeTypes(pg),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    ...(readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
  });
  // A lost connection is noticed by the query that uses it; unheard, the event ends the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Schema>({ dialect: new TranslatingPostgresDialect({ pool }) });
  const commits = new CommitOnce(db, (work) => db.transaction().execute(work), clock);
  const transact: Database['transact'] = (work) =>
    retryAfterDeadlock(() => commits.transact(work), clock);
  return {
    kind: 'postgres',
    clock,
    place: { url },
    reader: db,
    rows: new RowWriter('postgres'),
    transact,
    transactUnsynced: transact,
    hold: (work) => work(),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    commitsHere: Infinity,
    close: async () => {
      commits.close();
      await db.destroy();
    },
  };
}

/** Integers and sums as numbers, times as ISO text: as SQLite gives them. */
function makeTypes(pg: typeof Pg): InstanceType<typeof Pg.TypeOverrides> {
  const types = new pg.TypeOverrides();
  const { INT8, NUMERIC, TIMESTAMPTZ } = pg.types.builtins;
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  types.setTypeParser(TIMESTAMPTZ, (text) => new Date(text).toISOString());
  return types;
}

async function retryAfterDeadlock<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || tries === TRIES_AFTER_DEADLOCK) throw error;
      await clock.sleep(Math.random() * 20 * tries);
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001')
  );
}
