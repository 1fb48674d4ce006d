import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVER_LIMITS, toServerOptions } from '../src/server-limits.js';
import { BOUNDARY, sendText } from './support/send-raw.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  const limits = { headersMs: 400, bodyMs: 400, uploadIdleMs: 400, checkMs: 50, connections: 250 };
  server = await startTestServer({}, { limits });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A connection that sends one byte after the other, and goes on for ever. */
function drip(head: string, body: string): Socket {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  socket.write(head);
  let at = 0;
  const timer = setInterval(() => socket.write(body[at++ % body.length] ?? 'x'), 20);
  socket.once('close', () => clearInterval(timer));
  return socket;
}

test('row 52: clients that send byte by byte are all closed, while others are answered', async () => {
  const { port } = server;
  const host = `Host: localhost:${port}\r\n`;
  const slow = Array.from({ length: 200 }, (_, i) =>
    i % 2 === 0
      ? drip('GET /health HTTP/1.1\r\nX-Slow: ', 'a')
      : drip(
          `POST /api/pipelines HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n`,
          ' ',
        ),
  );
  let open = slow.length;
  for (const socket of slow) socket.once('close', () => (open -= 1));
  let answered = 0;
  while (open > 0) {
    const response = await server.get('/health');
    expect(response.status).toBe(200);
    await response.text();
    answered += 1;
  }
  expect(answered).toBeGreaterThan(0);
  expect(server.bugs).toEqual([]);
});

test('row 52: a body that takes too long is 408, and an upload that goes on is not', async () => {
  const host = `Host: localhost:${server.port}\r\n`;
  const answer = await sendText(
    server.port,
    `POST /api/pipelines HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
  );
  expect(answer).toContain('408 Request Timeout');
  expect(answer).toContain('"code":"body_too_slow"');

  const body = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="options"\r\n\r\n{}\r\n--${BOUNDARY}--\r\n`;
  const head = `POST /api/generate HTTP/1.1\r\n${host}Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  socket.write(head);
  for (let at = 0; at < body.length; at += 5) {
    socket.write(body.slice(at, at + 5));
    await new Promise((done) => setTimeout(done, 30));
  }
  while (!text.includes('file_required')) await once(socket, 'data');
  expect(text).toContain('400 Bad Request');
  socket.destroy();
});

test('row 52: the limits of a server', () => {
  expect(toServerOptions(SERVER_LIMITS)).toEqual({
    requestTimeout: 0,
    headersTimeout: 15_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
    requireHostHeader: false,
    maxHeaderSize: 16_384,
  });
  expect(SERVER_LIMITS).toMatchObject({
    bodyMs: 60_000,
    uploadIdleMs: 30_000,
    answerIdleMs: 30_000,
    connections: 2_000,
    requestsPerSocket: 1_000,
  });
});
