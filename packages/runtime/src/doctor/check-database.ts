import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { checkIntegrity } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { backupsOf } from '../storage/back-up.js';
import type { Finding } from './finding.js';
import { openToRead } from './open-to-read.js';

/** Whether the database is whole and of this version. It is only read. */
export async function checkDatabase(config: RuntimeConfig): Promise<Omit<Finding, 'name'>> {
  const { databaseUrl, databasePath } = config;
  if (databaseUrl === undefined && existsSync(databasePath)) {
    const damage = await findDamage(databasePath);
    if (damage !== undefined)
      return { status: 'error', message: damage, fix: howToRestore(config) };
  }
  await using storage = await openToRead(config);
  if (storage === undefined) return { status: 'ok', message: 'It is made at the first start' };
  await storage.ping();
  return {
    status: 'ok',
    message: `${databaseUrl === undefined ? databasePath : 'PostgreSQL'} is whole`,
  };
}

async function findDamage(path: string): Promise<string | undefined> {
  const { problems, dangling } = await checkIntegrity(path);
  const count = problems.length + dangling.length;
  if (count === 0) return undefined;
  const [first = `a row of ${dangling[0]?.table} refers to one that is not there`] = problems;
  return `${path} is damaged (${count} problems): ${first}`;
}

function howToRestore(config: RuntimeConfig): string {
  const name = basename(config.databasePath);
  return `Stop the server, remove ${name}-wal and ${name}-shm, and put a backup from ${backupsOf(config)} in place of ${name}.`;
}
