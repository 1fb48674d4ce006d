import { request } from 'node:http';

/** What came back. */
export interface PlainAnswer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Sends exactly these headers: `fetch` would set some itself. */
export function sendWithHeaders(
  port: number,
  headers: Record<string, string | string[]>,
  { method = 'GET', path = '/api/pipelines', body = '' } = {},
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const to = { port, host: '127.0.0.1', method, path, headers: { ...length, ...headers } };
    const outgoing = request(to, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
