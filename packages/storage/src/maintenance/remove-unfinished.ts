import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A backup until it is done: so named, as are the files that SQLite puts beside it. */
export const UNFINISHED = '.unfinished';

/** Deletes what there is of a backup that was not finished. */
export async function removeUnfinished(target: string): Promise<void> {
  await removeStarting(dirname(target), (name) => name.startsWith(basename(target) + UNFINISHED));
}

/** Deletes what killed processes left of backups in a directory. Only where none is being made. */
export async function sweepBackups(directory: string): Promise<void> {
  await removeStarting(directory, (name) => name.includes(UNFINISHED));
}

async function removeStarting(directory: string, isLeft: (name: string) => boolean): Promise<void> {
  const names = await readdir(directory).catch(emptyIfMissing);
  for (const name of names.filter(isLeft)) await rm(join(directory, name), { force: true });
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
