import type { ServerResponse } from 'node:http';
import type { Clock, JsonObject } from '@datagenflow/contracts';
import type { Fault } from './faults.js';

/** Sends `answer`, the JSON text of a proper one, in the way the fault says. */
export async function sendFault(
  response: ServerResponse,
  fault: Fault,
  answer: string,
  key: string,
  clock: Clock,
): Promise<void> {
  switch (fault.kind) {
    case 'status':
      return sendStatus(response, fault, key);
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'cut':
      return sendCut(response, answer, fault.bytes, fault.clean === true);
    case 'drip':
      return drip(response, answer, fault.every_ms, clock);
    case 'flood':
      return flood(response, fault.bytes);
    case 'body':
      return sendAnswer(response, fault.text, { 'content-type': fault.content_type ?? JSON_TYPE });
    case 'redirect':
      response.writeHead(302, { location: fault.to }).end();
      return;
    case 'message': {
      const { message, finish_reason = 'stop' } = fault;
      const choices = [{ index: 0, finish_reason, message }];
      return sendAnswer(response, JSON.stringify({ ...JSON.parse(answer), choices }));
    }
  }
}

/** Sends JSON with a status. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: JsonObject,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(JSON.stringify(body));
}

/** Sends a text with status 200, as JSON unless the headers say otherwise. */
export function sendAnswer(
  response: ServerResponse,
  text: string,
  headers: Record<string, string> = {},
): void {
  const length = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': length, ...headers });
  response.end(text);
}

const JSON_TYPE = 'application/json';

function sendStatus(
  response: ServerResponse,
  fault: Extract<Fault, { kind: 'status' }>,
  key: string,
): void {
  const headers: Record<string, string> = {};
  if (fault.retry_after !== undefined) headers['retry-after'] = fault.retry_after;
  const said = fault.message ?? `HTTP ${fault.status}`;
  const message = fault.echo_key === true ? `${said} (key was 'Bearer ${key}')` : said;
  sendJson(response, fault.status, { error: { message, code: fault.code ?? null } }, headers);
}

/** A cut that isn’t clean leaves the client with fewer bytes than were announced. */
function sendCut(response: ServerResponse, answer: string, bytes: number, isClean: boolean): void {
  const all = Buffer.from(answer);
  const part = all.subarray(0, bytes);
  const length = isClean ? part.length : all.length;
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': length });
  if (isClean) response.end(part);
  else response.write(part, () => response.socket?.destroy());
}

async function drip(
  response: ServerResponse,
  answer: string,
  everyMs: number,
  clock: Clock,
): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const bytes = Buffer.from(answer);
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': bytes.length });
  for (const byte of bytes) {
    response.write(Buffer.of(byte));
    await clock.sleep(everyMs, closed.signal);
  }
  response.end();
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': JSON_TYPE });
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunk.length) {
    if (response.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        response.off('drain', goOn).off('close', goOn);
        resolve();
      };
      response.once('drain', goOn).once('close', goOn);
    });
  }
  response.end();
}
