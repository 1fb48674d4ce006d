import { Agent } from 'undici';
import { guardedLookup } from './address-guard.js';

/**
 * Connections for model calls. Its own limits are off where a watchdog with an injected clock does
 * the same; HTTP/1.1 only, so that one connection carries one call.
 */
export function createAgent(): Agent {
  return new Agent({
    connections: null,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 600_000,
    connect: { timeout: 10_000, lookup: guardedLookup },
  });
}
