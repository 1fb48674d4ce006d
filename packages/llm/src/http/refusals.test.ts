import { expect, test } from 'vitest';
import { seededRandom } from '../demo/seeded-random.js';
import { MAX_RETRY_AFTER_MS } from '../rate/retry.js';
import type { Fault } from '../testing/faults.js';
import { startClient } from '../testing/start-client.js';
import { REQUEST_LIMITS } from './watchdog.js';

const MINUTE = 60_000;
const ALLOWED = 60;
/** Deadlines that no step of the clock reaches. */
const PATIENT = { ...REQUEST_LIMITS, deadlineMs: 60 * MINUTE, idleMs: 60 * MINUTE };

const ask = (content: string) => ({ messages: [{ role: 'user' as const, content }] });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The most that was sent in any minute. */
function busiestMinute(times: readonly number[]): number {
  const within = (start: number): number =>
    times.filter((at) => at >= start && at < start + MINUTE).length;
  return Math.max(...times.map(within));
}

/** An unknown limit is found by trial: the first minute is not counted. */
test.each<[string, { requests_per_minute?: number }, string | undefined, number]>([
  ['a configured limit', { requests_per_minute: ALLOWED }, undefined, 0],
  ['an unknown limit, Retry-After told', {}, '1', MINUTE],
  ['an unknown limit, nothing told', {}, undefined, MINUTE],
])(
  'row 61: 30 % refused for five minutes, %s: all done, none failed, the rate kept',
  async (_name, limits, retry_after, countedFrom) => {
    const random = seededRandom('refusals');
    await using started = await startClient(
      { limits: { requests_per_minute: ALLOWED, tells_retry_after: retry_after !== undefined } },
      { limits },
      { limits: PATIENT },
    );
    const { clock, client, context, provider } = started;
    let refused = 0;
    provider.options.fault = (): Fault | undefined => {
      if (clock.now() >= 5 * MINUTE || random.next() >= 0.3) return undefined;
      refused += 1;
      return { kind: 'status', status: 429, ...(retry_after !== undefined && { retry_after }) };
    };
    const chats = Array.from({ length: 300 }, (_, at) => client.chat(ask(`No. ${at}`), context));
    const results = await clock.run(Promise.all(chats), 2 * MINUTE);
    expect(results.every(({ text }) => text !== '')).toBe(true);
    expect(provider.counters.answered).toBe(300);
    expect(started.stored).toHaveLength(300);
    expect(refused).toBeGreaterThan(10);
    const times = provider.requests.map(({ at }) => at).filter((at) => at >= countedFrom);
    expect(times.length).toBeGreaterThan(200);
    expect(busiestMinute(times)).toBeLessThanOrEqual(1.1 * ALLOWED);
  },
);

test.each([429, 503])('row 61: an absurd Retry-After with %i is ten minutes', async (status) => {
  const fault: Fault = { kind: 'status', status, retry_after: '99999999' };
  await using started = await startClient({
    fault: (request) => (request === 0 ? fault : undefined),
  });
  const { clock, client, context, provider } = started;
  const chat = client.chat(ask('x'), context);
  while (clock.nextIn() !== MAX_RETRY_AFTER_MS) {
    await turn();
    await clock.advance(0);
  }
  await clock.advance(MAX_RETRY_AFTER_MS - 1);
  expect(provider.counters.requests).toBe(1);
  await clock.advance(1);
  await expect(chat).resolves.toMatchObject({ finish_reason: 'stop' });
  expect(provider.requests.map(({ at }) => at)).toEqual([0, MAX_RETRY_AFTER_MS]);
});
