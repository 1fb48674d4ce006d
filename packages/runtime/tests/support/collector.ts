import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as it arrived, its attributes by name. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code: number; message?: string };
  attributes: Record<string, unknown>;
  events: string[];
}

/** A collector of traces on 127.0.0.1. */
export interface Collector extends AsyncDisposable {
  url: string;
  /** What it answers with; undefined: nothing, ever. */
  status: number | undefined;
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
  /** All that came. */
  spans(): ReceivedSpan[];
  /** What was said of the program that sent them. */
  resource(): Record<string, unknown>;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface SentSpan extends Omit<ReceivedSpan, 'attributes' | 'events'> {
  attributes: Attribute[];
  events?: { name: string; attributes: Attribute[] }[];
}

interface SentBatch {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[];
}

/** Starts a collector that takes OTLP in JSON. */
export async function startCollector(): Promise<Collector> {
  const requests: Collector['requests'] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      if (collector.status === undefined) return;
      response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const batches = () =>
    requests.flatMap(({ body }) => (JSON.parse(body) as SentBatch).resourceSpans);
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    status: 200,
    requests,
    spans: () =>
      batches()
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map(({ attributes, events = [], ...span }) => ({
          ...span,
          attributes: valuesOf(attributes),
          events: events.map((event) => String(valuesOf(event.attributes)['error.type'])),
        })),
    resource: () => valuesOf(batches()[0]?.resource.attributes ?? []),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return collector;
}

function valuesOf(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

/** A value of OTLP, such as `{ "intValue": 3 }` or `{ "arrayValue": { "values": […] } }`. */
function plain(value: Record<string, unknown>): unknown {
  const [given] = Object.values(value);
  if (!('arrayValue' in value)) return given;
  return (given as { values: Record<string, unknown>[] }).values.map(plain);
}
