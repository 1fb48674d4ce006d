import { DataGenFlowError } from '@datagenflow/contracts';
import type { Request, RequestHandler } from 'express';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whom the server answers. */
export interface GuardOptions {
  /** The port it listens on; known once it does. */
  port: () => number;
  /** Names beside the loopback ones, as `ALLOWED_HOSTS` gives them. */
  allowedHosts: readonly string[];
}

/**
 * Refuses requests that come for another host (a web page that rebinds its name to this machine)
 * and writes that a browser makes for another site. Tools that are no browser need nothing.
 */
export function guard({ port, allowedHosts }: GuardOptions): RequestHandler {
  return (request, _response, next) => {
    const names = [...LOOPBACK, ...allowedHosts];
    const hosts = names.flatMap((name) =>
      name.includes(':') && !name.startsWith('[') ? [name] : [`${name}:${port()}`],
    );
    checkHost(request, hosts, port());
    if (!SAFE_METHODS.includes(request.method) && isFromBrowser(request)) checkOrigin(request);
    next();
  };
}

function checkHost(request: Request, hosts: readonly string[], port: number): void {
  const sent = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  const got = request.headers.host?.toLowerCase() ?? '';
  const full = port === 80 && !/:\d+$/.test(got) ? `${got}:80` : got;
  if (sent.length === 1 && hosts.includes(full)) return;
  throw new DataGenFlowError(
    'host_not_allowed',
    `This server does not answer for the host '${got}'. Open it as http://localhost:${port}, or add the name to ALLOWED_HOSTS.`,
    { status: 421, detail: { got, setting: 'ALLOWED_HOSTS' } },
  );
}

function isFromBrowser({ headers }: Request): boolean {
  return (
    headers.origin !== undefined ||
    headers['sec-fetch-site'] !== undefined ||
    headers.cookie !== undefined
  );
}

function checkOrigin(request: Request): void {
  const { origin } = request.headers;
  const own = `${request.protocol}://${request.headers.host ?? ''}`;
  const site = request.headers['sec-fetch-site'];
  const isSame =
    origin === undefined ? site === 'same-origin' : origin.toLowerCase() === own.toLowerCase();
  if (!isSame) {
    throw refuse(
      'origin_not_allowed',
      `A page of '${origin ?? site ?? 'another site'}' may not change anything here.`,
      {
        got: origin ?? null,
        expected: own,
      },
    );
  }
  if (request.headers['x-datagenflow'] !== '1') {
    throw refuse('header_missing', 'Writes from a browser need the header X-DataGenFlow: 1.', {
      header: 'X-DataGenFlow',
    });
  }
}

function refuse(code: string, message: string, detail: Record<string, unknown>): DataGenFlowError {
  return new DataGenFlowError(code, message, { status: 403, detail });
}
