import { DataGenFlowError } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

/** So few that others who write hardly wait. */
const MOST = 100;

/** A change that waits for its turn. */
interface Change {
  /** Makes it; answers with what tells so, once it is durable. */
  make: (trx: Transaction<Schema>) => Promise<() => void>;
  fail: (error: unknown) => void;
}

/**
 * The same database for changes of a statement or two, of which many may come at once, as when all
 * jobs stop: in SQLite, those that came during one transaction share the next, and wait for the disk
 * once. One that fails takes no other along.
 */
export function transactTogether(database: Database): Database {
  if (database.kind !== 'sqlite') return database;
  const waiting: Change[] = [];
  let isUnderWay = false;
  const makeAll = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) await makeTogether(database, waiting.splice(0, MOST));
    isUnderWay = false;
  };
  return {
    ...database,
    transact: (work) =>
      new Promise((resolve, reject) => {
        const make = async (trx: Transaction<Schema>): Promise<() => void> => {
          const result = await work(trx);
          return () => resolve(result);
        };
        waiting.push({ make, fail: reject });
        if (!isUnderWay) void makeAll();
      }),
  };
}

/** When nothing can be stored, they fail together; after any other failure each is tried alone. */
async function makeTogether(database: Database, changes: readonly Change[]): Promise<void> {
  try {
    const tellAll = await database.transact(async (trx) => {
      const told: (() => void)[] = [];
      for (const { make } of changes) told.push(await make(trx));
      return told;
    });
    for (const tell of tellAll) tell();
  } catch (error) {
    if (changes.length === 1 || isOutage(error)) {
      for (const { fail } of changes) fail(error);
      return;
    }
    for (const change of changes) await makeTogether(database, [change]);
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof DataGenFlowError && error.status >= 500;
}
