import type { ServerOptions } from 'node:http';

/** How long clients may take, in milliseconds, and how much and how many there may be. */
export interface ServerLimits {
  /** For the headers of a request. */
  headersMs: number;
  /** Most bytes of its address and headers together. */
  headerBytes: number;
  /** For the body of a request. */
  bodyMs: number;
  /** Between two pieces of an upload. */
  uploadIdleMs: number;
  /** Without the client taking anything of an answer that waits for it; half of it may be enough. */
  answerIdleMs: number;
  /** Between two requests on one connection. */
  keepAliveMs: number;
  /** How often headers that are late are looked for. */
  checkMs: number;
  connections: number;
  requestsPerSocket: number;
}

export const SERVER_LIMITS: Readonly<ServerLimits> = {
  headersMs: 15_000,
  headerBytes: 16 * 1024,
  bodyMs: 60_000,
  uploadIdleMs: 30_000,
  answerIdleMs: 30_000,
  keepAliveMs: 65_000,
  checkMs: 5_000,
  connections: 2_000,
  requestsPerSocket: 1_000,
};

/**
 * What Node’s server can see to; answers, such as streams, may take as long as they like. That there
 * is a Host header is ours to check, in our words.
 */
export function toServerOptions(limits: ServerLimits): ServerOptions {
  return {
    requestTimeout: 0,
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
  };
}
