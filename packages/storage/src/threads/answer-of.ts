import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/** The first message of a thread. @throws what it throws, or that it ended without one */
export async function answerOf<T>(worker: Worker): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = async (): Promise<never> => {
    const [code] = (await once(worker, 'exit', { signal })) as [number];
    throw new Error(`The thread ended without an answer (exit code ${code}).`);
  };
  const answered = async (): Promise<T> => {
    const [answer] = (await once(worker, 'message', { signal })) as [T];
    return answer;
  };
  try {
    return await Promise.race([answered(), ended()]);
  } finally {
    settled.abort();
  }
}
