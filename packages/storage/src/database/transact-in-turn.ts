import type { Transaction } from 'kysely';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

const LONGEST_PAUSE_MS = 20;

/**
 * One transaction of many that make up a long change. SQLite has one writer at a time and better-sqlite3
 * blocks the process: afterwards others get as much time as this one took.
 */
export async function transactInTurn<T>(
  { kind, clock, transact }: Database,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const start = clock.now();
  const result = await transact(work);
  if (kind === 'sqlite') await clock.sleep(Math.min(clock.now() - start, LONGEST_PAUSE_MS));
  return result;
}
