import { DataGenFlowError, jobIdOf, type Clock, type ServerEvent } from '@datagenflow/contracts';
import type { EventLog, LoggedEvent } from '@datagenflow/runtime';
import type { Request, Response } from 'express';
import { EventStream } from './event-stream.js';
import { readSessionCookie } from './session-cookie.js';

const PING_MS = 15_000;
const RECONNECT_MS = 2_000;
const RETRY_AFTER_S = 5;

/** How many clients may listen at once. */
export interface StreamLimits {
  perServer: number;
  /** In one session, or without one from one address. */
  perClient: number;
}

const LIMITS: StreamLimits = { perServer: 200, perClient: 20 };

/** What a client wants to hear. */
export interface Wanted {
  /** Events of this job only. */
  jobId?: number;
  /** For clients that bring no id: an event to begin with, and the id from which on to go on then. */
  begin?: { event: ServerEvent; id: string };
}

interface Listener extends Pick<Wanted, 'jobId'> {
  client: string;
  stream: EventStream;
}

/**
 * The clients that listen to events. Each event is encoded once for all. A client that comes back
 * with `Last-Event-ID` gets what it missed, or `resync` when that is not known any more.
 */
export class EventStreams implements Disposable {
  readonly #log: EventLog;
  readonly #limits: StreamLimits;
  readonly #listeners = new Set<Listener>();
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;

  constructor(log: EventLog, clock: Clock, limits: StreamLimits = LIMITS) {
    this.#log = log;
    this.#limits = limits;
    this.#unsubscribe = log.subscribe((logged) => this.#tell(logged));
    void this.#pingAlways(clock);
  }

  /** How many listen now. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Id of the newest event. */
  get lastId(): string {
    return this.#log.lastId;
  }

  /**
   * Answers with events until the client goes or the server stops.
   * @throws DataGenFlowError `too_many_streams` (503), `stopping` (503)
   */
  open(request: Request, response: Response, { jobId, begin }: Wanted = {}): void {
    const client = readSessionCookie(request) ?? request.socket.remoteAddress ?? '';
    this.#admit(client);
    writeHead(response);
    if (request.method === 'HEAD') return void response.end();
    if (response.destroyed) return;
    const stream = new EventStream(response, () => this.#resync());
    const listener: Listener = { client, stream, ...(jobId === undefined ? {} : { jobId }) };
    this.#listeners.add(listener);
    response.once('close', () => this.#listeners.delete(listener));
    this.#begin(listener, request.get('last-event-id'), begin);
  }

  /** Ends every stream, and lets no more begin. */
  [Symbol.dispose](): void {
    this.#stop.abort(new Error('The server stops'));
    this.#unsubscribe();
    for (const { stream } of this.#listeners) stream.end();
  }

  #admit(client: string): void {
    const { perServer, perClient } = this.#limits;
    if (this.#stop.signal.aborted) throw refuse('stopping', 'The server is stopping.', {});
    const own = [...this.#listeners].filter((listener) => listener.client === client).length;
    if (this.#listeners.size < perServer && own < perClient) return;
    throw refuse(
      'too_many_streams',
      `Too many clients listen to events: ${this.#listeners.size} of ${perServer}, ${own} of ${perClient} from you. Close some, or ask for jobs instead.`,
      { limits: { server: perServer, client: perClient }, retry_after: RETRY_AFTER_S },
    );
  }

  #begin(listener: Listener, lastId: string | undefined, begin: Wanted['begin']): void {
    const { stream } = listener;
    const from = lastId ?? begin?.id ?? this.#log.lastId;
    const missed = this.#log.since(from);
    stream.send(`retry: ${RECONNECT_MS}\n\n`);
    if (missed === undefined) return stream.send(this.#resync());
    stream.send(`id: ${from}\n\n`);
    if (lastId === undefined && begin !== undefined) stream.send(encode(begin.event));
    for (const { id, event } of missed) {
      if (isWanted(listener, event)) stream.send(encode(event, id));
    }
  }

  #tell({ id, event }: LoggedEvent): void {
    const wanting = [...this.#listeners].filter((listener) => isWanted(listener, event));
    if (wanting.length === 0) return;
    const frame = encode(event, id);
    for (const { stream } of wanting) stream.send(frame);
  }

  #resync(): Buffer {
    return encode({ type: 'resync' }, this.#log.lastId);
  }

  async #pingAlways(clock: Clock): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.sleep(PING_MS, signal).catch(() => undefined);
      if (!signal.aborted) for (const { stream } of this.#listeners) stream.ping();
    }
  }
}

/** Without chunks, an event is one write of a buffer that all streams share. */
function writeHead(response: Response): void {
  response.removeHeader('Transfer-Encoding');
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    Connection: 'close',
  });
  response.flushHeaders();
}

function isWanted({ jobId }: Pick<Wanted, 'jobId'>, event: ServerEvent): boolean {
  return jobId === undefined || event.type === 'resync' || jobIdOf(event) === jobId;
}

function encode(event: ServerEvent, id?: string): Buffer {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`${head}data: ${JSON.stringify(event)}\n\n`);
}

function refuse(code: string, message: string, detail: Record<string, unknown>): DataGenFlowError {
  return new DataGenFlowError(code, message, { status: 503, detail });
}
