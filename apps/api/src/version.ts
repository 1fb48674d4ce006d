import { createRequire } from 'node:module';

/** The version of this server. */
export const API_VERSION = (
  createRequire(import.meta.url)('../package.json') as { version: string }
).version;
