import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { createBoundedFetch } from './bounded-fetch.js';
import { createAgent } from './create-agent.js';
import { REQUEST_LIMITS } from './watchdog.js';

const MB = 1024 * 1024;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Fetches from a server that answers like this, on a clock that the test moves. */
async function open(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const clock = new ManualClock();
  const agent = createAgent();
  const received = { bytes: 0 };
  const dispatcher = agent.compose(countBytes(received));
  const fetch = createBoundedFetch({ dispatcher, clock, limits: REQUEST_LIMITS, secrets: [] });
  return {
    clock,
    received,
    fetch: () => fetch(`http://127.0.0.1:${port}/`),
    async [Symbol.asyncDispose]() {
      await agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function countBytes(received: { bytes: number }): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const deliver = handler.onResponseData?.bind(handler);
    handler.onResponseData = (controller, chunk) => {
      received.bytes += chunk.length;
      deliver?.(controller, chunk);
    };
    return dispatch(options, handler);
  };
}

test('row 63: 1 byte per 10 s is aborted at the total deadline', async () => {
  let drip: (() => void) | undefined;
  let isClosed = false;
  await using opened = await open((_request, response) => {
    response.flushHeaders();
    response.once('close', () => (isClosed = true));
    drip = () => response.write('x');
  });
  const { clock, received } = opened;
  const ended = opened.fetch().catch((error: unknown) => error);
  while (drip === undefined) await turn();
  for (let bytes = 1; clock.now() < 290_000; bytes += 1) {
    drip();
    while (received.bytes < bytes) await turn();
    await turn();
    await clock.advance(10_000);
  }
  expect([received.bytes, isClosed]).toEqual([29, false]);
  await clock.advance(9_999);
  expect(isClosed).toBe(false);
  await clock.advance(1);
  expect(await ended).toMatchObject({
    code: 'deadline_exceeded',
    message: expect.stringContaining('within 300 s') as string,
  });
  while (!isClosed) await turn();
  expect(received.bytes).toBe(29);
});

test('row 63: a body of 1 GB is aborted at 8 MB, and is not kept', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  let sent = 0;
  let isClosed = false;
  let most = 0;
  await using opened = await open((_request, response) => {
    const flood = (): void => {
      while (sent < 1024 * MB && !response.destroyed) {
        sent += chunk.length;
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        if (!response.write(chunk)) return;
      }
    };
    response.on('drain', flood).once('close', () => (isClosed = true));
    flood();
  });
  await expect(opened.fetch()).rejects.toMatchObject({ code: 'response_too_large' });
  while (!isClosed) await turn();
  expect(opened.received.bytes).toBeGreaterThan(8 * MB);
  expect(opened.received.bytes).toBeLessThan(9 * MB);
  expect(sent).toBeLessThan(16 * MB);
  expect(most).toBeLessThan(30 * MB);
});
