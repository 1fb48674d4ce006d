import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ConflictError } from '@datagenflow/contracts';

/** A file to be made. */
export interface NewFile {
  /** Relative to the directory it goes to. */
  path: string;
  text: string;
  /** Holds a secret: only its owner may read it. */
  isSecret?: boolean;
}

/**
 * Writes files that are not there yet.
 * @throws ConflictError `file_exists` when one is, before anything is written
 */
export async function writeNewFiles(directory: string, files: readonly NewFile[]): Promise<void> {
  const taken = files.map(({ path }) => join(directory, path)).find(existsSync);
  if (taken !== undefined) {
    throw new ConflictError(
      `${relative(process.cwd(), taken)} is there already. Move it away first.`,
      {
        code: 'file_exists',
        detail: { file: taken },
      },
    );
  }
  for (const file of files) await writeNewFile(directory, file);
}

/** Writes the files that are missing. @returns the paths of those it wrote and of those it left */
export async function writeMissingFiles(
  directory: string,
  files: readonly NewFile[],
): Promise<{ written: string[]; kept: string[] }> {
  const isThere = ({ path }: NewFile) => existsSync(join(directory, path));
  const kept = files.filter(isThere);
  const missing = files.filter((file) => !isThere(file));
  for (const file of missing) await writeNewFile(directory, file);
  return { written: missing.map(({ path }) => path), kept: kept.map(({ path }) => path) };
}

async function writeNewFile(directory: string, { path, text, isSecret }: NewFile): Promise<void> {
  const target = join(directory, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text, { flag: 'wx' });
  if (isSecret) await chmod(target, 0o600);
}
