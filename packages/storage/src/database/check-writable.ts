import type { Clock } from '@datagenflow/contracts';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import { retryWhenBusy } from './retry-when-busy.js';

/** Longer than any commit of ours. */
const LIMIT_MS = 2_000;

/**
 * Resolves when a SQLite database can be written to: a writer gets its turn, or others do, one after
 * the other.
 * @throws DataGenFlowError `database_busy` (503) when another process keeps it for itself
 */
export async function checkWritable(
  writing: SqliteDatabase,
  reading: SqliteDatabase,
  clock: Clock,
): Promise<void> {
  const before = dataVersion(reading);
  try {
    await retryWhenBusy(() => tryToWrite(writing), clock, LIMIT_MS);
  } catch (error) {
    if (dataVersion(reading) === before) throw error;
  }
}

function tryToWrite(writing: SqliteDatabase): void {
  if (writing.inTransaction) return;
  writing.exec('begin immediate');
  writing.exec('rollback');
}

/** Changes whenever another connection commits. */
function dataVersion(reading: SqliteDatabase): unknown {
  return reading.pragma('data_version', { simple: true });
}
