import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { expect, test } from 'vitest';
import { ClientGone } from './client-gone.js';
import { errorHandler } from './error-handler.js';

/** Asks a server whose only handler is this one; what was reported comes with the answer’s end. */
async function ask(handler: RequestHandler): Promise<{ isWhole: boolean; reported: unknown[] }> {
  const reported: unknown[] = [];
  const app = express();
  app.use(handler);
  app.use(errorHandler((_traceId, error) => reported.push(error)));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const isWhole = await fetch(`http://127.0.0.1:${port}/`)
    .then((answer) => answer.text())
    .then(
      () => true,
      () => false,
    );
  server.closeAllConnections();
  server.close();
  return { isWhole, reported };
}

test('what fails in the middle of an answer is reported and breaks the connection', async () => {
  const bug = new Error('Unexpected');
  const asked = await ask((_request, response, next) => {
    response.write('half');
    next(bug);
  });
  expect(asked).toEqual({ isWhole: false, reported: [bug] });
});

test('a bug behind the end of an answer is reported', async () => {
  const bug = new Error('Unexpected');
  const asked = await ask((_request, response, next) => {
    response.end('whole');
    next(bug);
  });
  expect(asked).toEqual({ isWhole: true, reported: [bug] });
});

test('that the client is gone is nobody’s fault, also as the reason of something aborted', async () => {
  const gone = new ClientGone();
  const aborted = new Error('The operation was aborted', { cause: gone });
  for (const error of [gone, aborted]) {
    const asked = await ask((_request, response, next) => {
      next(error);
      response.end('whole');
    });
    expect(asked).toEqual({ isWhole: true, reported: [] });
  }
});
