import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ErrorBody } from '@datagenflow/contracts';

export const BOUNDARY = 'x-boundary';

/** One part of a form, ready to be sent; without `fileName` it is a plain field. */
export function part(name: string, text: string, fileName?: string): string {
  const file = fileName === undefined ? '' : `; filename="${fileName}"`;
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
}

export const FORM_END = `--${BOUNDARY}--\r\n`;

/** An answer and its error. */
export interface Answer {
  status: number;
  body: ErrorBody & Record<string, unknown>;
}

/** Posts a body in pieces, as it comes. */
export async function post(
  port: number,
  path: string,
  body: Iterable<string | Buffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const sent = request({
    port,
    path,
    host: '127.0.0.1',
    method: 'POST',
    headers: {
      Host: `localhost:${port}`,
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...headers,
    },
  });
  sent.on('error', () => undefined);
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  void pipeline(Readable.from(body), sent).catch(() => undefined);
  const [response] = await answered;
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] };
}

/** Sends a text over a connection of its own and reads all that is answered until it is closed. */
export async function sendText(port: number, text: string, thenEnd = false): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.write(text);
  if (thenEnd) socket.end();
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk));
  await new Promise((done) => socket.once('close', done));
  return answer;
}
