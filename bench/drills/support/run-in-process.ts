import { fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DrillOptions, DrillResult } from '../drill.ts';

/** Runs a drill in a process of its own, whose program sends one message: the result. */
export async function runInProcess(
  program: URL,
  options: DrillOptions,
  started: ForkOptions,
): Promise<DrillResult> {
  const child = fork(fileURLToPath(program), started);
  const answer = once(child, 'message');
  const ended = once(child, 'exit').then(() => undefined);
  child.send(options);
  const first = await Promise.race([answer, ended]);
  if (first === undefined) throw new Error('The process of the drill has ended without a result.');
  await ended;
  return first[0] as DrillResult;
}
