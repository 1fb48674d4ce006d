import { parentPort, workerData } from 'node:worker_threads';
import { DataGenFlowError } from '@datagenflow/contracts';
import type { Database, DatabasePlace } from '../database/database.js';
import { openPostgres } from '../database/open-postgres.js';
import { openSqlite } from '../database/open-sqlite.js';
import { systemClock } from '../database/system-clock.js';
import { findRecords } from './find-records.js';
import type { FinderAnswer, FinderQuestion } from './finder-messages.js';
import { DEADLINE_MS } from './record-finder.js';

/* The program of the thread that searches: questions come in, answers go out. */

const database = openForReading(workerData as DatabasePlace);

parentPort?.on('message', ({ id, request }: FinderQuestion) => {
  const answer = (rest: Omit<FinderAnswer, 'id'>) => parentPort?.postMessage({ id, ...rest }, []);
  database
    .then((opened) => findRecords(opened, request, DEADLINE_MS))
    .then((found) => answer({ found }))
    .catch((error: unknown) => answer({ error: wireError(error) }));
});

async function openForReading(place: DatabasePlace): Promise<Database> {
  const common = { clock: systemClock, readOnly: true };
  return 'url' in place
    ? openPostgres({ ...common, url: place.url, statementTimeoutMs: DEADLINE_MS })
    : openSqlite({ ...common, path: place.path, busyTimeoutMs: 0 });
}

function wireError(error: unknown): Extract<FinderAnswer, { error: object }>['error'] {
  if (!(error instanceof DataGenFlowError)) return { bug: String(error) };
  const { code, message, status, detail } = error;
  return { code, message, status, detail };
}
