import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Storage } from '@datagenflow/storage';

const OURS = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Deletes uploaded files that no job is going to read: of uploads and jobs that a crash broke off.
 * Only for a start, when no upload is under way.
 */
export async function sweepUploads(
  { jobs }: Pick<Storage, 'jobs'>,
  { dataDir }: { dataDir: string },
): Promise<void> {
  const directory = join(dataDir, 'uploads');
  const files = (await readdir(directory)).filter((name) => OURS.test(name));
  if (files.length === 0) return;
  const sources = await jobs.listUnreadSources();
  const needed = new Set(
    sources.flatMap(({ path }) => (typeof path === 'string' ? [basename(path)] : [])),
  );
  for (const name of files) {
    if (!needed.has(name)) await rm(join(directory, name), { force: true });
  }
}
