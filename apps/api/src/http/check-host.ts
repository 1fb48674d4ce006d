import { DataGenFlowError } from '@datagenflow/contracts';
import type { Request, RequestHandler } from 'express';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const WELL_FORMED = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
const ANY_ADDRESS = /^(?:0\.0\.0\.0|\[::\])(?::\d+)?$/;

/** Whom the server answers. */
export interface HostOptions {
  /** The port it listens on; known once it does. */
  port: () => number;
  /** Names beside the loopback ones, as `ALLOWED_HOSTS` gives them. */
  allowedHosts: readonly string[];
  /** Whether other machines are served: then any name may stand for this one. */
  servesOthers: boolean;
}

/**
 * Refuses requests that come for another host: a web page that rebinds its name to this machine.
 * Headers of proxies are ignored.
 */
export function checkHost({ port, allowedHosts, servesOthers }: HostOptions): RequestHandler {
  return (request, _response, next) => {
    const got = request.headers.host?.toLowerCase() ?? '';
    const isOne = countHosts(request) === 1;
    const isKnown = servesOthers
      ? WELL_FORMED.test(got) && !ANY_ADDRESS.test(got)
      : namesOf(allowedHosts, port()).includes(withPort(got, port()));
    if (!isOne || !isKnown) throw refuse(got, port());
    next();
  };
}

function countHosts({ rawHeaders }: Request): number {
  return rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
}

function namesOf(allowedHosts: readonly string[], port: number): string[] {
  return [...LOOPBACK, ...allowedHosts].map((name) =>
    name.includes(':') && !name.startsWith('[') ? name : `${name}:${port}`,
  );
}

/** Browsers leave the port out when it is the usual one. */
function withPort(host: string, port: number): string {
  return port === 80 && !/:\d+$/.test(host) ? `${host}:80` : host;
}

function refuse(got: string, port: number): DataGenFlowError {
  return new DataGenFlowError(
    'host_not_allowed',
    `This server does not answer for the host '${got}'. Open it as http://localhost:${port}, or add the name to ALLOWED_HOSTS.`,
    { status: 421, detail: { check: 'host', got, setting: 'ALLOWED_HOSTS' } },
  );
}
