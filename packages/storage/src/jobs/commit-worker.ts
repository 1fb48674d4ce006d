import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite } from '../database/open-sqlite.js';
import { systemClock } from '../database/system-clock.js';
import { toThreadError } from '../threads/thread-error.js';
import type { CommitAnswer, CommitOrder } from './commit-thread.js';
import { commitWrites } from './commit-writes.js';

/* The program of the thread that commits: orders come in, answers go out when all is durable. */

/** Waiting for other processes keeps nobody from anything here. */
const BUSY_TIMEOUT_MS = 1_000;

const { path } = workerData as { path: string };
const database = await openSqlite({
  path,
  clock: systemClock,
  readOnly: false,
  busyTimeoutMs: BUSY_TIMEOUT_MS,
});

parentPort?.on('message', (order: CommitOrder) => {
  if (order === 'end') return void database.close().then(() => parentPort?.close());
  commitWrites(database, order.owner, order.writes, order.now).then(answer, (error: unknown) =>
    answer({ error: toThreadError(error) }),
  );
});
answer('ready');

function answer(message: CommitAnswer): void {
  parentPort?.postMessage(message, []);
}
