import { answerOf } from '../threads/answer-of.js';
import { startThread } from '../threads/start-thread.js';
import { fromThreadError, type ThreadError } from '../threads/thread-error.js';
import type { BackupMade, DatabaseSizes, SqliteTask } from './sqlite-tasks.js';

/** What a thread says when its task has ended. */
export type TaskAnswer = { result: unknown } | { error: ThreadError };

interface Results {
  measure: DatabaseSizes;
  emptyLog: void;
  backup: BackupMade;
}

/** Runs a task in a thread of its own, so that this one stays free. @throws what the task throws */
export async function runInThread<T extends SqliteTask>(task: T): Promise<Results[T['kind']]> {
  const worker = startThread(new URL('./task-worker.js', import.meta.url), task);
  try {
    const answer = await answerOf<TaskAnswer>(worker);
    if ('error' in answer) throw fromThreadError(answer.error);
    return answer.result as Results[T['kind']];
  } finally {
    await worker.terminate();
  }
}
