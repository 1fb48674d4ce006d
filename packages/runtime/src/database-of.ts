import type { StorageOptions } from '@datagenflow/storage';
import type { RuntimeConfig } from './config.js';
import { failPointOf } from './fail-points/fail-point-of.js';

/** The database that a config names. */
export function databaseOf({
  databaseUrl,
  databasePath,
  failPlan,
}: Pick<RuntimeConfig, 'databaseUrl' | 'databasePath' | 'failPlan'>): StorageOptions {
  const place = databaseUrl === undefined ? { path: databasePath } : { url: databaseUrl };
  return failPlan === undefined ? place : { ...place, failPoint: failPointOf({ failPlan }) };
}
