import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { createApiClient } from './create-api-client.js';
import { watchJob } from './watch-job.js';

/** A server with one job, which is a little further each time it is asked for. */
async function serve(openStream: (response: ServerResponse) => void) {
  const asked = { job: 0, streams: 0 };
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/events') === true) {
      asked.streams += 1;
      openStream(response);
    } else {
      asked.job += 1;
      response.end(JSON.stringify({ id: 1, current_seed: asked.job }));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    client: createApiClient(`http://127.0.0.1:${port}`),
    [Symbol.asyncDispose]: async () => {
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
    },
  };
}

const send = (response: ServerResponse, event: object) =>
  response.write(`id: a-1\ndata: ${JSON.stringify(event)}\n\n`);

async function take(jobs: AsyncGenerator<Job>, count: number): Promise<number[]> {
  const seen: number[] = [];
  for await (const { current_seed } of jobs) {
    seen.push(current_seed);
    if (seen.length === count) break;
  }
  return seen;
}

test('a job is followed by its events, and read again on resync; others are passed over', async () => {
  await using served = await serve((response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('retry: 2000\n\n: ping\n\n');
    send(response, { type: 'job:progress', job: { id: 1, current_seed: 50 } });
    send(response, { type: 'unheard:of', job_id: 1 });
    send(response, { type: 'resync' });
    send(response, { type: 'job:finished', job: { id: 1, current_seed: 99 } });
  });
  const jobs = watchJob(served.client, 1, new AbortController().signal);
  expect(await take(jobs, 4)).toEqual([1, 50, 2, 99]);
  expect(served.asked).toEqual({ job: 2, streams: 1 });
});

test('without events the job is asked for', async () => {
  await using served = await serve((response) => {
    response.writeHead(503).end('{"code":"too_many_streams","error":"Too many","detail":{}}');
  });
  const jobs = watchJob(served.client, 1, new AbortController().signal);
  expect(await take(jobs, 3)).toEqual([1, 2, 3]);
});

test('an abort ends it while it listens', async () => {
  const stop = new AbortController();
  await using served = await serve((response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    setImmediate(() => stop.abort());
  });
  expect(await take(watchJob(served.client, 1, stop.signal), 99)).toEqual([1]);
});
