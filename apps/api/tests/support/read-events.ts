import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ServerEvent } from '@datagenflow/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** A server-sent event as it arrives. */
export interface Heard {
  id: string | undefined;
  event: ServerEvent;
}

/** Listens to a stream of events until the reader stops. */
export async function* readEvents(
  url: string,
  headers: Record<string, string> = {},
): AsyncGenerator<Heard> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  try {
    for await (const { id, data } of messages) {
      yield { id, event: JSON.parse(data) as ServerEvent };
    }
  } finally {
    stop.abort();
  }
}

/** A connection that has asked for a path and reads nothing of the answer but its first bytes. */
export async function openStalled(port: number, path = '/api/events'): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}
