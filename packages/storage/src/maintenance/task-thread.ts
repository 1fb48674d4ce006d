import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DataGenFlowError, type ErrorBody } from '@datagenflow/contracts';
import type { BackupMade, DatabaseSizes, SqliteTask } from './sqlite-tasks.js';

/** What a thread says when its task has ended. */
export type TaskAnswer =
  { result: unknown } | { error: ErrorBody & { status: number } } | { bug: string };

interface Results {
  measure: DatabaseSizes;
  backup: BackupMade;
}

/** Runs a task in a thread of its own, so that this one stays free. @throws what the task throws */
export async function runInThread<T extends SqliteTask>(task: T): Promise<Results[T['kind']]> {
  const worker = startWorker(task);
  try {
    const [answer] = (await once(worker, 'message')) as [TaskAnswer];
    if ('result' in answer) return answer.result as Results[T['kind']];
    if ('bug' in answer) throw new Error(answer.bug);
    const { code, error, status, detail } = answer.error;
    throw new DataGenFlowError(code, error, { status, detail });
  } finally {
    await worker.terminate();
  }
}

/** From TypeScript, in tests, Node strips the types; imports name the files of a build. */
function startWorker(task: SqliteTask): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const here = (name: string) => new URL(name, import.meta.url);
  if (!isSource) return new Worker(here('./task-worker.js'), { workerData: task });
  return new Worker(here('./task-worker.ts'), {
    workerData: task,
    execArgv: [
      '--conditions=@datagenflow/source',
      `--import=${here('../testing/typescript-hook.ts').href}`,
    ],
  });
}
