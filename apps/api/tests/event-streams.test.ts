import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { EngineEvent, EventSink, Job } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { EventLog } from '@datagenflow/runtime';
import express from 'express';
import { expect, test, vi } from 'vitest';
import { EventStreams } from '../src/http/event-streams.js';

const SOON = { timeout: 30_000 };

const MB = 1024 ** 2;
const limits = { perServer: 2_000, perClient: 2_000 };

/** Streams behind real HTTP, with a look at each answer. */
async function serve() {
  const listeners = new Set<EventSink>();
  const subscribe = (listener: EventSink) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const clock = new ManualClock();
  const log = new EventLog({ subscribe }, clock);
  const streams = new EventStreams(log, clock, limits);
  const answers: ServerResponse[] = [];
  const app = express();
  app.get('/', (request, response) => {
    answers.push(response);
    streams.open(request, response);
  });
  const server = createServer((request, response) => {
    app(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    clock,
    streams,
    answers,
    listeners,
    emit: (event: EngineEvent) => listeners.forEach((listener) => listener(event)),
    open: async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'readable');
      return socket;
    },
    connections: () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))),
    [Symbol.asyncDispose]: async () => {
      streams[Symbol.dispose]();
      log[Symbol.dispose]();
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
    },
  };
}

const largeEvent = { type: 'job:progress', job: { error: 'x'.repeat(64 * 1024) } as Job } as const;

test('row 51: no more than 1 MB and one event waits for a client that does not read', async () => {
  await using served = await serve();
  const sockets = await Promise.all(Array.from({ length: 5 }, served.open));
  let most = 0;
  for (let i = 0; i < 2_000; i += 1) {
    served.emit(largeEvent);
    for (const { writableLength } of served.answers) most = Math.max(most, writableLength);
    if (i % 50 === 0) await new Promise((done) => setImmediate(done));
  }
  expect(most).toBeGreaterThan(MB);
  expect(most).toBeLessThan(MB + 2 * JSON.stringify(largeEvent).length);
  expect(served.streams.size).toBe(5);
  for (const socket of sockets) socket.destroy();
});

test('row 51: a client that was behind reads what waits, one resync, and then what happens', async () => {
  await using served = await serve();
  const socket = await served.open();
  for (let i = 0; i < 500; i += 1) served.emit(largeEvent);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await vi.waitFor(() => expect(text).toContain('"resync"'), SOON);
  served.emit({ type: 'job:started', job_id: 7, pipeline_id: 1 });
  await vi.waitFor(() => expect(text).toContain('"job_id":7'), SOON);
  const ids = [...text.matchAll(/^id: \w+-(\d+)\ndata: \{"type":"([\w:]+)"/gm)].map(
    ([, id, type]) => ({ id: Number(id), type }),
  );
  const resyncs = ids.filter(({ type }) => type === 'resync');
  expect(resyncs).toEqual([{ id: 500, type: 'resync' }]);
  expect(ids.at(-1)).toEqual({ id: 501, type: 'job:started' });
  expect(ids.length).toBeLessThan(500);
  socket.destroy();
});

test('row 51: one that reads nothing from one ping to the next is closed', async () => {
  await using served = await serve();
  const stalled = await served.open();
  const reading = await served.open();
  reading.resume();
  for (let i = 0; i < 500; i += 1) {
    served.emit(largeEvent);
    if (i % 10 === 0) await new Promise((done) => setImmediate(done));
  }
  await vi.waitFor(() => expect(served.answers[1]?.writableLength).toBe(0), SOON);
  await served.clock.advance(30_000);
  await vi.waitFor(() => expect(served.streams.size).toBe(1), SOON);
  expect(served.answers.map(({ destroyed }) => destroyed)).toEqual([true, false]);
  stalled.destroy();
  reading.destroy();
});

test('row 51: an event so large that more than 4 MB wait closes the stream', async () => {
  await using served = await serve();
  const stalled = await served.open();
  const job = { error: 'x'.repeat(16 * MB) } as Job;
  served.emit({ type: 'job:progress', job });
  await vi.waitFor(() => expect(served.streams.size).toBe(0), SOON);
  stalled.destroy();
});

test('row 51: after 10,000 clients that came and went nothing is left of them', async () => {
  await using served = await serve();
  const timersBefore = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  for (let i = 0; i < 1_000; i += 1) {
    const sockets = await Promise.all(Array.from({ length: 10 }, served.open));
    served.emit({ type: 'job:started', job_id: 1 + i, pipeline_id: 1 });
    for (const [at, socket] of sockets.entries()) {
      if (at % 2 === 0) socket.destroy();
      else socket.end().resume();
    }
    for (const response of served.answers.splice(0)) if (!response.destroyed) response.end();
  }
  await vi.waitFor(async () => expect(await served.connections()).toBe(0), SOON);
  expect(served.streams.size).toBe(0);
  expect(served.listeners.size).toBe(1);
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  expect(timers).toBeLessThanOrEqual(timersBefore + 2);
  served.streams[Symbol.dispose]();
  expect(served.clock.nextIn()).toBeUndefined();
});
