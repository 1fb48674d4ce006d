import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runnerMemoryFlags } from '@datagenflow/runtime';
import { createTemporaryDirectory } from './temporary-directory.ts';

/** What is to be run, and looked at: all of the resident set, or what is left of it without garbage. */
export interface MemoryOrder {
  directory: string;
  seeds: number;
  kind: 'resident' | 'settled';
}

/** What a job took, in a process of its own. */
export interface MemoryRun {
  /** MB: resident four times a second, or settled every few seconds. */
  samples: number[];
  /** MB on the heap when the job has ended and what is garbage is gone. */
  alive: number;
  ms: number;
}

/** Runs a job of so many trivial executions in a fresh process, with the memory flags of a runner. */
export async function measureMemory(
  seeds: number,
  kind: MemoryOrder['kind'] = 'resident',
): Promise<MemoryRun> {
  await using directory = await createTemporaryDirectory();
  const child = fork(fileURLToPath(new URL('./memory-process.ts', import.meta.url)), {
    execArgv: [...process.execArgv, ...runnerMemoryFlags, '--expose-gc'],
  });
  const answer = once(child, 'message');
  const gone = once(child, 'exit');
  child.send({ directory: directory.path, seeds, kind } satisfies MemoryOrder);
  const ended = await Promise.race([answer, gone.then(() => undefined)]);
  await gone;
  assert(ended, 'the process has ended without an answer');
  return ended[0] as MemoryRun;
}
