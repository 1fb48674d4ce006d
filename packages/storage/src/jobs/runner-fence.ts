import { ConflictError } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import { fromJson, toJson } from '../codecs/json.js';
import type { Database, DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/** Under this key of `meta` stands the owner that took over last. */
const KEY = 'runner';

/**
 * Keeps a runner that was thought gone, and is not, from changing anything: once another has taken
 * over, its transactions are refused. Who has never taken over is not a runner, and never refused.
 */
export class RunnerFence {
  /** The same database, whose transactions stand behind this fence. */
  readonly database: Database;
  #owner: () => string | undefined = () => undefined;

  constructor(database: Database) {
    this.database = behindFence(database, () => this.owner);
  }

  /** Who took over here, or is stood behind; undefined: nobody. */
  get owner(): string | undefined {
    return this.#owner();
  }

  /** Refuses what this process does for a runner in another: once it is no longer the runner. */
  standBehind(owner: () => string | undefined): void {
    this.#owner = owner;
  }

  /**
   * Makes `owner` the runner, and does `work` with it, in one transaction.
   * @throws ConflictError `runner_superseded` when it was, but another has taken over since
   */
  async takeOver<T>(owner: string, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const value = toJson(owner);
    const result = await this.database.transact(async (trx) => {
      await trx
        .insertInto('meta')
        .values({ key: KEY, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      return work(trx);
    });
    this.#owner = () => owner;
    return result;
  }
}

/**
 * The same database, whose transactions fail with `runner_superseded` once another than `owner` has
 * taken over; while there is no owner, none does.
 */
export function behindFence(database: Database, owner: () => string | undefined): Database {
  const fenced =
    (transact: Database['transact']): Database['transact'] =>
    (work) =>
      transact(async (trx) => {
        await checkRunner(database.kind, trx, owner());
        return work(trx);
      });
  return {
    ...database,
    transact: fenced(database.transact),
    transactUnsynced: fenced(database.transactUnsynced),
  };
}

/** In PostgreSQL nobody takes over before the transaction has ended. */
async function checkRunner(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  owner: string | undefined,
): Promise<void> {
  if (owner === undefined) return;
  const row = await trx
    .selectFrom('meta')
    .select('value')
    .where('key', '=', KEY)
    .$if(kind === 'postgres', (query) => query.forShare())
    .executeTakeFirst();
  if (row !== undefined && fromJson<string>(row.value) === owner) return;
  throw new ConflictError(
    'Another process runs the jobs of this database now: this one stores nothing more. End it.',
    { code: 'runner_superseded' },
  );
}
