import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DataGenFlowError } from '@datagenflow/contracts';
import { answerOf } from '../threads/answer-of.js';
import { locateProgram } from '../threads/locate-program.js';
import { fromThreadError, type ThreadError } from '../threads/thread-error.js';
import { removeUnfinished } from './remove-unfinished.js';
import type { BackupMade, DatabaseSizes, SqliteTask } from './sqlite-tasks.js';

/** What is said when a task has ended. */
export type TaskAnswer = { result: unknown } | { error: ThreadError };

interface Results {
  measure: DatabaseSizes;
  emptyLog: void;
  backup: BackupMade;
}

/**
 * Does tasks on a SQLite file, each in a process of its own: this one stays free, and can end at any
 * time, for which it would have to wait for SQLite in a thread. Disposing ends those under way.
 */
export class TaskProcesses implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** @throws what the task throws; DataGenFlowError `storage_closed` (503) */
  async run<T extends SqliteTask>(task: T): Promise<Results[T['kind']]> {
    const running = runInProcess(task, this.#stop.signal);
    this.#running.add(running);
    try {
      const answer = await running;
      if ('error' in answer) throw fromThreadError(answer.error);
      return answer.result as Results[T['kind']];
    } finally {
      this.#running.delete(running);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }
}

/** Nothing is left of it when it ends before its time. */
async function runInProcess(task: SqliteTask, signal: AbortSignal): Promise<TaskAnswer> {
  if (signal.aborted) throw closed();
  const { file, execArgv } = locateProgram(new URL('./task-program.js', import.meta.url));
  const child = fork(file, [], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  child.on('error', () => undefined);
  if (child.connected) child.send(task, () => undefined);
  try {
    return await answerOf<TaskAnswer>(child);
  } catch (error) {
    throw signal.aborted ? closed() : error;
  } finally {
    signal.removeEventListener('abort', kill);
    const isGone = child.exitCode !== null || child.signalCode !== null;
    const gone = isGone ? undefined : once(child, 'exit');
    kill();
    await gone;
    if (task.kind === 'backup') await removeUnfinished(task.target);
  }
}

function closed(): DataGenFlowError {
  return new DataGenFlowError(
    'storage_closed',
    'The database was closed before this was done. Ask for it again once the server is back.',
    { status: 503 },
  );
}
