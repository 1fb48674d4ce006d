import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { guardLookup } from './address-guard.js';

/**
 * Connections to the outside; `lookup` resolves names. Its own limits are off where a watchdog with
 * an injected clock does the same; HTTP/1.1 only, so that one connection carries one call.
 */
export function createAgent(lookup: LookupFunction = systemLookup): Agent {
  const connect = buildConnector({
    allowH2: false,
    timeout: 10_000,
    lookup: guardLookup(lookup),
  });
  return new Agent({
    connections: null,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 600_000,
    connect: (target, done) =>
      connect(target, (error, socket) => {
        if (error === null) done(null, socket);
        else done(new NotConnected(error), null);
      }),
  });
}

/** No connection came about: the name, the address, the network or TLS failed. Nothing was sent. */
export class NotConnected extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
