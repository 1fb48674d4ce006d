import { Worker } from 'node:worker_threads';

/**
 * Starts a program of ours, named by its built file, in a thread. From TypeScript, in tests, it runs
 * from its source: Node strips the types, and workspace packages resolve to their sources.
 */
export function startThread(built: URL, workerData: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(built, { workerData });
  const hook = new URL('../testing/typescript-hook.ts', import.meta.url);
  return new Worker(new URL(built.href.replace(/\.js$/, '.ts')), {
    workerData,
    execArgv: ['--conditions=@datagenflow/source', `--import=${hook.href}`],
  });
}
