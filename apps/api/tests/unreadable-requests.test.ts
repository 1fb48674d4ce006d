import { once } from 'node:events';
import { connect } from 'node:net';
import type { ErrorBody } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendText } from './support/send-raw.js';
import { sendWithHeaders } from './support/send-with-headers.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  const limits = { headersMs: 200, checkMs: 50 };
  server = await startTestServer({}, { limits });
});
afterAll(() => server[Symbol.asyncDispose]());

/** What is answered to exactly these bytes, once the connection is closed. */
async function speak(port: number, text: string) {
  const answer = await sendText(port, text);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  return { status: Number(start.split(' ')[1]), lines, body: JSON.parse(body) as ErrorBody };
}

const host = () => `Host: localhost:${server.port}\r\n`;

describe('what Node can’t read is answered as every error is', () => {
  test.each([
    ['no HTTP', () => 'hello\r\n\r\n', 'request_malformed', 'no HTTP request'],
    ['a broken header', () => `GET / HTTP/1.1\r\n${host()}a b: c\r\n\r\n`, 'request_malformed', ''],
    [
      'two lengths',
      () => `POST / HTTP/1.1\r\n${host()}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      'request_malformed',
      '',
    ],
    [
      'row 1: a host that is none',
      () => 'GET / HTTP/1.1\r\nHost: local\x01host\r\n\r\n',
      'request_malformed',
      'ALLOWED_HOSTS',
    ],
    [
      'a broken body, while it is read',
      () =>
        `POST /api/pipelines HTTP/1.1\r\n${host()}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      'request_malformed',
      '',
    ],
  ])('%s is 400', async (_what, text, code, words) => {
    const { status, lines, body } = await speak(server.port, text());
    expect([status, body.code]).toEqual([400, code]);
    expect(body.error).toContain(words);
    expect(body.detail).not.toEqual({});
    expect(lines).toEqual(
      expect.arrayContaining(['Connection: close', 'X-Content-Type-Options: nosniff']),
    );
    expect(server.bugs).toEqual([]);
  });

  test('row 1: a request without a host is refused with the setting', async () => {
    const text = 'GET /api/pipelines HTTP/1.1\r\nConnection: close\r\n\r\n';
    const { status, body } = await speak(server.port, text);
    expect(status).toBe(421);
    expect(body).toMatchObject({ code: 'host_not_allowed', detail: { setting: 'ALLOWED_HOSTS' } });
  });

  test.each([
    ['address', () => `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host()}\r\n`],
    ['header', () => `GET / HTTP/1.1\r\n${host()}X-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`],
  ])('an %s that is too long is 431', async (_what, text) => {
    const { status, body } = await speak(server.port, text());
    expect(status).toBe(431);
    expect(body).toMatchObject({ code: 'headers_too_large', detail: { limit_bytes: 16_384 } });
  });

  test('row 52: headers that take too long are 408', async () => {
    const { status, body } = await speak(server.port, `GET /health HTTP/1.1\r\n${host()}X-Slow: `);
    expect(status).toBe(408);
    expect(body).toMatchObject({ code: 'headers_too_slow', detail: { limit_ms: 200 } });
  });

  test('an expectation that is none of ours changes nothing', async () => {
    const headers = { Host: `localhost:${server.port}`, Expect: 'a miracle' };
    expect((await sendWithHeaders(server.port, headers)).status).toBe(200);
  });

  test('the next request on the same connection too', async () => {
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (text: string) => (answer += text));
    socket.write(`GET /health HTTP/1.1\r\n${host()}\r\n`);
    while (!answer.includes('{"status":"healthy"}')) await once(socket, 'data');
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'close');
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
  });
});
