import { createServer, type Server } from 'node:http';
import { EventLog, type Runtime } from '@datagenflow/runtime';
import type { Express } from 'express';
import { createApp, type AppOptions } from './create-app.js';
import { EventStreams, type StreamLimits } from './http/event-streams.js';
import { listenOn } from './http/listen-on.js';
import { refuseUnreadable } from './http/refuse-unreadable.js';
import { SERVER_LIMITS, toServerOptions, type ServerLimits } from './server-limits.js';

/** A server that listens. Disposing of it ends open connections. */
export interface RunningServer extends AsyncDisposable {
  /** Where to open it. */
  url: string;
  port: number;
  /** Signs a browser in, once; undefined: no sign-in is needed. */
  signInUrl: string | undefined;
  /**
   * Takes no new connections and ends all event streams; other requests under way go on until it is
   * disposed of.
   */
  stopAccepting(): void;
}

/** What a server is told beside its runtime. */
export interface ServerOptions extends Pick<AppOptions, 'webDir' | 'reportBug'> {
  limits?: Partial<ServerLimits>;
  streamLimits?: StreamLimits;
}

/**
 * Serves the API and the pages on the host and port of the runtime’s config. `localhost` and the
 * loopback addresses are served over IPv4 and IPv6 alike.
 * @throws DataGenFlowError `port_taken`; ConfigError for an address or port that can’t be
 */
export async function startServer(
  runtime: Runtime,
  { streamLimits, ...options }: ServerOptions,
): Promise<RunningServer> {
  let { port } = runtime.config;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  using parts = new DisposableStack();
  const log = parts.use(new EventLog(runtime.events, runtime.clock));
  const streams = parts.use(new EventStreams(log, runtime.clock, streamLimits));
  const app = createApp(runtime, { ...options, limits, streams, port: () => port });
  const needsToken = runtime.access !== undefined;
  const listening = await listenOn(
    () => create(app, limits, needsToken),
    runtime.config.host,
    port,
  );
  const { servers, url } = listening;
  ({ port } = listening);
  await runtime.lock.publish({ url });
  const code = runtime.access?.issueCode();
  const events = parts.move();
  const stopAccepting = (): void => {
    for (const server of servers) server.close();
    events.dispose();
  };
  return {
    url,
    port,
    signInUrl: code === undefined ? undefined : `${url}/login#code=${code}`,
    stopAccepting,
    [Symbol.asyncDispose]: async () => {
      stopAccepting();
      await Promise.all(servers.map(close));
    },
  };
}

function create(app: Express, limits: ServerLimits, needsToken: boolean): Server {
  const server = createServer(toServerOptions(limits), (request, response) => {
    app(request, response);
  });
  server.on('checkExpectation', (...expecting) => server.emit('request', ...expecting));
  refuseUnreadable(server, { limits, needsToken });
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerSocket;
  return server;
}

/** Fine with one that is closed or closing. */
async function close(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
