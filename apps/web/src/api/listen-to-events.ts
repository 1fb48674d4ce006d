import type { ServerEvent } from '@datagenflow/contracts';
import { api } from './api.js';

const NAME = 'datagenflow:events';
const RETRY_MS = 5_000;

type Tell = (event: ServerEvent) => void;

/** Opens a connection to the server’s events; the answer closes it. */
export type OpenEvents = (tell: Tell) => () => void;

/**
 * Tells what happens on the server until the answer is called. All tabs share one connection: the
 * tab that holds a lock has it and passes on what it hears; when it goes, the next one takes over.
 * Where pages may not use locks (plain HTTP from another machine), each tab has its own.
 */
export function listenToEvents(tell: Tell, open: OpenEvents = openEvents): () => void {
  if (!('locks' in navigator)) return open(tell);
  const stop = new AbortController();
  const channel = new BroadcastChannel(NAME);
  const share: Tell = channel.postMessage.bind(channel);
  channel.addEventListener('message', ({ data }: MessageEvent<ServerEvent>) => tell(data));
  const lead = () =>
    new Promise<void>((done) => {
      if (stop.signal.aborted) return done();
      const close = open((event) => {
        tell(event);
        share(event);
      });
      stop.signal.addEventListener('abort', () => {
        close();
        done();
      });
    });
  navigator.locks.request(NAME, { signal: stop.signal }, lead).catch(() => undefined);
  return () => {
    stop.abort();
    channel.close();
  };
}

/** A browser that loses the connection brings the id of its last event; one that begins reads all. */
function openEvents(tell: Tell): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(api.address('GET /api/events'));
    source.addEventListener('open', () => tell({ type: 'resync' }), { once: true });
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      tell(JSON.parse(data) as ServerEvent);
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
