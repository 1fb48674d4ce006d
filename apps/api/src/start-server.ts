import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataGenFlowError } from '@datagenflow/contracts';
import type { Runtime } from '@datagenflow/runtime';
import type { Express } from 'express';
import { createApp, type AppOptions } from './create-app.js';

/** A server that listens. Disposing of it ends open connections. */
export interface RunningServer extends AsyncDisposable {
  /** Where to open it. */
  url: string;
  port: number;
  /** Takes no new connections; requests under way go on until it is disposed of. */
  stopAccepting(): void;
}

/**
 * Serves the API and the pages on the host and port of the runtime’s config. `localhost` and the
 * loopback addresses are served over IPv4 and IPv6 alike.
 * @throws DataGenFlowError `port_taken`
 */
export async function startServer(
  runtime: Runtime,
  options: Omit<AppOptions, 'port'>,
): Promise<RunningServer> {
  let port = runtime.config.port;
  const app = createApp(runtime, { ...options, port: () => port });
  const first = await listen(app, port, '127.0.0.1');
  port = (first.address() as AddressInfo).port;
  const servers = [first, ...(await listenOnIpv6(app, port))];
  await runtime.lock.publish({ url: `http://localhost:${port}` });
  return {
    url: `http://localhost:${port}`,
    port,
    stopAccepting: () => {
      for (const server of servers) server.close();
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

async function listen(app: Express, port: number, host: string): Promise<Server> {
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 15_000 },
    (request, response) => {
      app(request, response);
    },
  );
  server.listen({ port, host });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new DataGenFlowError(
      'port_taken',
      `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${port + 1}.`,
      { status: 409, detail: { port }, cause: error },
    );
  }
}

/** Machines without IPv6 are served over IPv4 alone. */
async function listenOnIpv6(app: Express, port: number): Promise<Server[]> {
  try {
    return [await listen(app, port, '::1')];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [];
    throw error;
  }
}

/** Fine with one that is closed or closing. */
async function close(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
