import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;

/**
 * Asks until there is an answer, and returns it.
 * @throws Error that names what did not come within a minute
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limitMs = 60_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await sleep(POLL_MS);
  }
}
