import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@datagenflow/contracts';
import type { Database } from '../database/database.js';
import { openPostgres } from '../database/open-postgres.js';
import { openSqlite } from '../database/open-sqlite.js';
import { toThreadError } from '../threads/thread-error.js';
import { findRecords } from './find-records.js';
import type { FinderAnswer, FinderQuestion, FinderTask } from './finder-messages.js';

/* The program of the thread that searches: questions come in, answers go out. */

const { place, limitMs } = workerData as FinderTask;
let database: Promise<Database> | undefined;

parentPort?.on('message', ({ id, request }: FinderQuestion) => {
  const answer = (message: FinderAnswer) => parentPort?.postMessage(message, []);
  openOnce()
    .then((opened) => findRecords(opened, request, limitMs))
    .then((found) => answer({ id, found }))
    .catch((error: unknown) => answer({ id, error: toThreadError(error) }));
});

/** A database that could not be opened is tried again by the next question. */
function openOnce(): Promise<Database> {
  database ??= openForReading().catch((error: unknown) => {
    database = undefined;
    throw error;
  });
  return database;
}

async function openForReading(): Promise<Database> {
  const common = { clock: systemClock, readOnly: true };
  return 'url' in place
    ? openPostgres({ ...common, url: place.url, statementTimeoutMs: limitMs })
    : openSqlite({ ...common, path: place.path, busyTimeoutMs: 0 });
}
