import { chmod, mkdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DataGenFlowError, type Backup, type BackupInput } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/**
 * Copies the database into `backups` of the data directory while everything goes on, and checks the
 * copy. Keys of models stay out unless asked for.
 * @throws ConflictError `backup_unsupported`; DataGenFlowError `disk_full` (507), `backup_damaged`,
 * `storage_closed` (503)
 */
export async function backUp(
  { storage, config, clock }: Pick<Runtime, 'storage' | 'config' | 'clock'>,
  { with_keys = false }: BackupInput,
): Promise<Backup> {
  const directory = backupsOf(config);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (storage.kind === 'sqlite') await checkSpace(config.databasePath, directory);
  const created_at = clock.date().toISOString();
  const file = `datagenflow-${created_at.replaceAll(/[:.]/g, '-')}.db`;
  const path = join(directory, file);
  const { bytes, counts } = await storage.maintenance.backup(path, { withKeys: with_keys });
  await chmod(path, 0o600);
  return { file, bytes, with_keys, counts, created_at };
}

/** Where the backups of a data directory lie. */
export function backupsOf({ dataDir }: Pick<Runtime['config'], 'dataDir'>): string {
  return join(dataDir, 'backups');
}

/** The copy, and what tidying it up takes meanwhile. */
async function checkSpace(databasePath: string, directory: string): Promise<void> {
  const { size } = await stat(databasePath).catch(() => ({ size: 0 }));
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= size * 2) return;
  throw new DataGenFlowError(
    'disk_full',
    `A backup needs ${megabytes(size * 2)} MB for a moment, but ${megabytes(free)} MB are free. Make room first.`,
    { status: 507, detail: { needed: size * 2, free } },
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2);
}
