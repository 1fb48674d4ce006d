import { parentPort, workerData } from 'node:worker_threads';
import { toThreadError } from '../threads/thread-error.js';
import { backupSqlite, emptyLog, measureSqlite, type SqliteTask } from './sqlite-tasks.js';
import type { TaskAnswer } from './task-processes.js';

/* The program of a thread that does one task on a SQLite file, and ends. */

const answer = (message: TaskAnswer): void => parentPort?.postMessage(message, []);

run(workerData as SqliteTask)
  .then((result) => answer({ result }))
  .catch((error: unknown) => answer({ error: toThreadError(error) }));

function run(task: SqliteTask): Promise<unknown> {
  switch (task.kind) {
    case 'measure':
      return measureSqlite(task.path);
    case 'emptyLog':
      return emptyLog(task.path);
    case 'backup':
      return backupSqlite(task.path, task.target, task.withKeys);
  }
}
