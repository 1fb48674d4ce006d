import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Finding } from './finding.js';
import { nameFileSystem } from './name-file-system.js';

const LEAST_FREE = 1024 ** 3;

/** Whether the data directory can be written and has room. */
export async function checkDataDir(dataDir: string): Promise<Omit<Finding, 'name'>> {
  const directory = nearestExisting(dataDir);
  const isMade = directory === dataDir;
  const canWrite = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!canWrite) {
    return {
      status: 'error',
      message: `${directory} can't be written`,
      fix: 'Make it writable, or set DATAGENFLOW_DATA_DIR to another directory.',
    };
  }
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const room = `${(free / LEAST_FREE).toFixed(1)} GB free`;
  const message = isMade ? `${dataDir}, ${room}` : `${dataDir} is made at the first start, ${room}`;
  if (free >= LEAST_FREE) return { status: 'ok', message };
  return { status: 'warning', message, fix: 'Free some space: dgf prune, or older backups.' };
}

/** Whether SQLite can trust the file system of the data directory. */
export async function checkFileSystem(dataDir: string): Promise<Omit<Finding, 'name'>> {
  const { type } = await statfs(nearestExisting(dataDir));
  const { name, kind } = nameFileSystem(type >>> 0);
  switch (kind) {
    case 'local':
      return { status: 'ok', message: name };
    case 'slow':
      return {
        status: 'warning',
        message: `${name}, which may be slow or lose locks`,
        fix: 'Keep the data directory on a disk of this machine or in a Docker volume.',
      };
    case 'unsafe':
      return {
        status: 'error',
        message: `${name}, on which SQLite databases break`,
        fix: 'Keep the data directory on a local disk, or use PostgreSQL through DATABASE_URL.',
      };
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
