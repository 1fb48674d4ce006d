import type { StorageOptions } from '@datagenflow/storage';
import type { RuntimeConfig } from './config.js';

/** The database that a config names. */
export function databaseOf({
  databaseUrl,
  databasePath,
}: Pick<RuntimeConfig, 'databaseUrl' | 'databasePath'>): StorageOptions {
  return databaseUrl === undefined ? { path: databasePath } : { url: databaseUrl };
}
