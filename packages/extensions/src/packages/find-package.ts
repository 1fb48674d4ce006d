import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A package as it is installed. */
export interface InstalledPackage {
  directory: string;
  version: string;
}

/**
 * Finds a package as imports of a file in `from` would: in `node_modules` upward, then in the
 * `node_modules` directories given.
 */
export async function findPackage(
  name: string,
  from: string,
  packagesDirs: readonly string[],
): Promise<InstalledPackage | undefined> {
  const candidates = [...directoriesUpward(from), ...packagesDirs];
  for (const candidate of candidates) {
    const directory = join(candidate, name);
    const version = await readVersion(join(directory, 'package.json'));
    if (version !== undefined) return { directory, version };
  }
  return undefined;
}

function directoriesUpward(from: string): string[] {
  const parent = dirname(from);
  return [join(from, 'node_modules'), ...(parent === from ? [] : directoriesUpward(parent))];
}

async function readVersion(manifest: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : '0.0.0';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
