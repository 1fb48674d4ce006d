import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/**
 * The first message of a thread, or of a process that waits to be ended after it.
 * @throws what it throws, or that it ended without one
 */
export async function answerOf<T>(program: Worker | ChildProcess): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = async (): Promise<never> => {
    const [code, killedBy] = (await once(program, 'exit', { signal })) as [number, string?];
    throw new Error(`It ended without an answer (${killedBy ?? `exit code ${code}`}).`);
  };
  const answered = async (): Promise<T> => {
    const [answer] = (await once(program, 'message', { signal })) as [T];
    return answer;
  };
  try {
    return await Promise.race([answered(), ended()]);
  } finally {
    settled.abort();
  }
}
