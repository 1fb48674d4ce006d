import { parentPort, workerData } from 'node:worker_threads';
import type { Database, DatabasePlace } from '../database/database.js';
import { openPostgres } from '../database/open-postgres.js';
import { openSqlite } from '../database/open-sqlite.js';
import { systemClock } from '../database/system-clock.js';
import { toThreadError } from '../threads/thread-error.js';
import { findRecords } from './find-records.js';
import type { FinderAnswer, FinderQuestion } from './finder-messages.js';
import { DEADLINE_MS } from './record-finder.js';

/* The program of the thread that searches: questions come in, answers go out. */

let database: Promise<Database> | undefined;

parentPort?.on('message', ({ id, request }: FinderQuestion) => {
  const answer = (message: FinderAnswer) => parentPort?.postMessage(message, []);
  openOnce()
    .then((opened) => findRecords(opened, request, DEADLINE_MS))
    .then((found) => answer({ id, found }))
    .catch((error: unknown) => answer({ id, error: toThreadError(error) }));
});

/** A database that could not be opened is tried again by the next question. */
function openOnce(): Promise<Database> {
  database ??= openForReading(workerData as DatabasePlace).catch((error: unknown) => {
    database = undefined;
    throw error;
  });
  return database;
}

async function openForReading(place: DatabasePlace): Promise<Database> {
  const common = { clock: systemClock, readOnly: true };
  return 'url' in place
    ? openPostgres({ ...common, url: place.url, statementTimeoutMs: DEADLINE_MS })
    : openSqlite({ ...common, path: place.path, busyTimeoutMs: 0 });
}
