import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@datagenflow/contracts';
import { openSqlite } from '../database/open-sqlite.js';
import { toThreadError } from '../threads/thread-error.js';
import { carryOut } from './write-order.js';
import type { ThreadAnswer, ThreadOrder } from './writer-thread.js';

/* The program of the thread that writes: orders come in, answers go out when all is durable. */

/** Waiting for other processes keeps nobody from anything here. */
const BUSY_TIMEOUT_MS = 1_000;

/** 16 MB: less often, so more of it once for many. */
const CHECKPOINT_PAGES = 4_000;

const { path } = workerData as { path: string };
const database = await openSqlite({
  path,
  clock: systemClock,
  readOnly: false,
  busyTimeoutMs: BUSY_TIMEOUT_MS,
  checkpointPages: CHECKPOINT_PAGES,
});

parentPort?.on('message', (order: ThreadOrder) => {
  if (order === 'end') return void database.close().then(() => parentPort?.close());
  carryOut(database, order).then(answer, (error: unknown) =>
    answer({ error: toThreadError(error) }),
  );
});
answer('ready');

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message, []);
}
