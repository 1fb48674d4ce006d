import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { DataGenFlowError } from '@datagenflow/contracts';
import type { ServerLimits } from '../server-limits.js';
import { signInRequired } from './authenticate.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** How long a client that still sends may go on, to see the answer before the connection breaks. */
const LINGER_MS = 5_000;

/** What the server is like. */
export interface UnreadableOptions {
  limits: Pick<ServerLimits, 'headerBytes' | 'headersMs'>;
  /** Whether a token is needed: what is too large to be read can’t bring one. */
  needsToken: boolean;
}

/** Why Node can’t read a request. */
interface ParseError extends Error {
  code?: string;
  /** What it came in, and how much of that was fine. */
  rawPacket?: Buffer;
  bytesParsed?: number;
}

/**
 * Answers requests that Node can’t read as all other errors are answered, and closes. Who still reads
 * the body of such a request learns that no more of it comes.
 */
export function refuseUnreadable(server: Server, options: UnreadableOptions): void {
  const answers = new WeakMap<Socket, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error: ParseError, socket: Socket) => {
    if (socket.writableEnded) return;
    const response = answers.get(socket);
    const isAnswering = response?.writableFinished === false;
    if (!socket.writable || (isAnswering && response.headersSent)) return void socket.destroy();
    const refusal = explain(error, options);
    const { headers, text } = write(refusal);
    if (isAnswering) {
      response.writeHead(refusal.status, headers).end(text);
      socket.once('close', () => response.req.destroy());
    } else send(socket, refusal.status, headers, text);
    if (refusal.status === 408 || socket.readableEnded) socket.destroySoon();
    else lingerOn(socket);
  });
}

function explain(error: ParseError, { limits, needsToken }: UnreadableOptions): DataGenFlowError {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return refuse(408, 'headers_too_slow', {
      error: `The headers took longer than ${limits.headersMs / 1_000} seconds. Send the request again.`,
      detail: { limit_ms: limits.headersMs },
    });
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    if (needsToken) return signInRequired();
    return refuse(431, 'headers_too_large', {
      error: `The address and the headers are larger than ${limits.headerBytes / 1024} KB together. Shorten them, cookies included.`,
      detail: { limit_bytes: limits.headerBytes },
    });
  }
  if (isAboutHost(error)) {
    return refuse(400, 'request_malformed', {
      error: 'The Host header is no name. Send one of this machine, or of ALLOWED_HOSTS.',
      detail: { check: 'host', setting: 'ALLOWED_HOSTS' },
    });
  }
  return refuse(400, 'request_malformed', {
    error: `This is no HTTP request: ${error.message}. Check what the client sends.`,
    detail: { reason: error.code ?? null },
  });
}

/** Whether the line where reading stopped is the one of the host. */
function isAboutHost({ rawPacket, bytesParsed }: ParseError): boolean {
  const read = rawPacket?.subarray(0, bytesParsed).toString('latin1') ?? '';
  return /\nhost *:[^\n]*$/i.test(read);
}

function refuse(
  status: number,
  code: string,
  { error, detail }: { error: string; detail: Record<string, unknown> },
): DataGenFlowError {
  return new DataGenFlowError(code, error, { status, detail });
}

function write(refusal: DataGenFlowError): { headers: Record<string, string>; text: string } {
  const text = JSON.stringify(refusal.toJSON());
  const headers = {
    ...SECURITY_HEADERS,
    ...(refusal.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    Connection: 'close',
  };
  return { headers, text };
}

function send(socket: Socket, status: number, headers: Record<string, string>, text: string): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
}

/** What still comes is thrown away by the parser, which has given up. */
function lingerOn(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
