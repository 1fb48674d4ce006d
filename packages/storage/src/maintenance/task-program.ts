import { answerOf } from '../threads/answer-of.js';
import { startThread } from '../threads/start-thread.js';
import { toThreadError } from '../threads/thread-error.js';
import type { SqliteTask } from './sqlite-tasks.js';
import type { TaskAnswer } from './task-processes.js';

/*
 * The program of a process that does one task on a SQLite file, and is then ended. A thread of it
 * does it, so that it notices when its parent is gone, and ends in the middle of it.
 */
const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

const answer = (message: TaskAnswer): void => void process.send?.(message);

process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.once('message', (task: SqliteTask) => {
  const worker = startThread(new URL('./task-worker.js', import.meta.url), task);
  answerOf<TaskAnswer>(worker).then(answer, (error: unknown) =>
    answer({ error: toThreadError(error) }),
  );
});
if (!process.connected) end();
