import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageUse } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { backupsOf } from './back-up.js';

/** How many bytes everything that is stored takes, and how many are free. */
export async function measureStorage({
  storage,
  config,
}: Pick<Runtime, 'storage' | 'config'>): Promise<StorageUse> {
  const { dataDir } = config;
  const [{ database, wal, tables }, uploads, backups, disk] = await Promise.all([
    storage.maintenance.measure(),
    sizeOfFiles(join(dataDir, 'uploads')),
    sizeOfFiles(backupsOf(config)),
    statfs(dataDir),
  ]);
  const sum = (...names: string[]) => names.reduce((all, name) => all + (tables[name] ?? 0), 0);
  return {
    kind: storage.kind,
    database,
    wal,
    calls: sum('calls', 'memos'),
    records: sum('records', 'record_history', 'actions'),
    traces: sum('executions', 'trace_entries'),
    uploads,
    backups,
    free_disk: disk.bavail * disk.bsize,
  };
}

async function sizeOfFiles(directory: string): Promise<number> {
  const names = await readdir(directory).catch(emptyIfMissing);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(directory, name)).catch(goneMeanwhile)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function goneMeanwhile(error: NodeJS.ErrnoException): { size: number } {
  if (error.code === 'ENOENT') return { size: 0 };
  throw error;
}
