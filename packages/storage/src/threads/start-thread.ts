import { Worker } from 'node:worker_threads';
import { locateProgram } from './locate-program.js';

/** Starts a program of ours, named by its built file, in a thread. */
export function startThread(built: URL, workerData: unknown): Worker {
  const { file, execArgv } = locateProgram(built);
  return new Worker(file, { workerData, ...(execArgv.length > 0 && { execArgv }) });
}
