import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '@datagenflow/contracts';

/**
 * Deletes the file that a job was started with, if its seeds came from one that was sent to the data
 * directory and is still there.
 */
export async function removeUpload(
  { path }: JsonObject,
  { dataDir }: { dataDir: string },
): Promise<void> {
  if (typeof path !== 'string' || dirname(path) !== join(dataDir, 'uploads')) return;
  await rm(path, { force: true });
}
