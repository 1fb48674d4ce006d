import { existsSync } from 'node:fs';
import { openStorage, type Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { databaseOf } from '../database-of.js';

/** The storage that a config names, to be read only; undefined before the first start. */
export async function openToRead(config: RuntimeConfig): Promise<Storage | undefined> {
  if (config.databaseUrl === undefined && !existsSync(config.databasePath)) return undefined;
  return openStorage({ ...databaseOf(config), readOnly: true });
}
