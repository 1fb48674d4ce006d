import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { ConfigError, DataGenFlowError } from '@datagenflow/contracts';

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const ANY = ['0.0.0.0', '::'];
const ASK_LIMIT_MS = 1_000;

/** Servers that listen. */
export interface Listening {
  servers: Server[];
  port: number;
  /** Where to open them on this machine. */
  url: string;
}

/**
 * Listens on an address. This machine’s own is served over IPv4 and IPv6 alike.
 * @throws DataGenFlowError `port_taken` saying by whom; ConfigError for an address or port that can’t be
 */
export async function listenOn(
  create: () => Server,
  host: string,
  port: number,
): Promise<Listening> {
  const isLoopback = LOOPBACK.includes(host);
  const first = await listen(create(), isLoopback ? '127.0.0.1' : host, port);
  const { port: got } = first.address() as AddressInfo;
  const others = isLoopback ? await listenOnIpv6(create(), got) : [];
  const name = isLoopback || ANY.includes(host) ? 'localhost' : host;
  const url = `http://${isIPv6(name) ? `[${name}]` : name}:${got}`;
  return { servers: [first, ...others], port: got, url };
}

async function listen(server: Server, host: string, port: number): Promise<Server> {
  server.listen({ port, host });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    throw await describe(error as NodeJS.ErrnoException, host, port);
  }
}

/** Machines without IPv6 are served over IPv4 alone. */
async function listenOnIpv6(server: Server, port: number): Promise<Server[]> {
  try {
    return [await listen(server, '::1', port)];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

async function describe(
  cause: NodeJS.ErrnoException,
  host: string,
  port: number,
): Promise<unknown> {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new DataGenFlowError(
        'port_taken',
        `Port ${port} is taken by ${await findHolder(port)}. Stop that one, or choose another port: PORT=${port + 1}.`,
        { status: 409, detail: { port }, cause },
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return invalid('HOST', `${host} is no address of this machine`, cause);
    case 'EACCES':
      return invalid('PORT', `this user may not listen on port ${port}`, cause);
    default:
      return cause;
  }
}

function invalid(setting: string, reason: string, cause: Error): ConfigError {
  return new ConfigError(`The server can’t listen: ${reason}. Change ${setting}.`, {
    code: 'setting_invalid',
    detail: { setting },
    cause,
  });
}

/** Whose a port is, as far as asking it tells. */
async function findHolder(port: number): Promise<string> {
  const url = `http://localhost:${port}`;
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    const text = await answer.text();
    if (answer.ok && text === '{"status":"healthy"}') return `another DataGenFlow server (${url})`;
    return `another web server (${answer.headers.get('server') ?? url})`;
  } catch {
    return 'another program';
  }
}
