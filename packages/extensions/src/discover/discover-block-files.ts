import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';

/** A file that may export blocks. */
export interface BlockFile {
  path: string;
  /** The directory it was found in. */
  directory: string;
  /** As people see it: `reading_time.ts`, or `sentiment/index.ts` for a folder. */
  name: string;
  /** Name without its ending: `reading_time`, `sentiment`. */
  stem: string;
}

const ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/**
 * Block files of a directory by name, none if it does not exist. A folder with an index file
 * counts as one. Names that are passed over are left out.
 */
export async function discoverBlockFiles(directory: string): Promise<BlockFile[]> {
  const names = (await listNames(directory)).filter((name) => !isPassedOver(name)).sort();
  const found = await Promise.all(names.map((name) => findBlockFile(directory, name)));
  return found.filter((file) => file !== undefined);
}

/** Whether a name is none of a block: it starts with `_` or `.`, or is a test, a declaration or `node_modules`. */
export function isPassedOver(name: string): boolean {
  return (
    /^[_.]/.test(name) ||
    name === 'node_modules' ||
    /\.(test|spec)\.[^.]+$/.test(name) ||
    /\.d\.[^.]+$/.test(name)
  );
}

async function findBlockFile(directory: string, name: string): Promise<BlockFile | undefined> {
  const path = join(directory, name);
  const { name: stem, ext } = parse(name);
  if (!(await stat(path)).isDirectory()) {
    return ENDINGS.includes(ext) ? { path, directory, name, stem } : undefined;
  }
  const inside = await listNames(path);
  const index = ENDINGS.map((ending) => `index${ending}`).find((file) => inside.includes(file));
  if (index === undefined) return undefined;
  return { path: join(path, index), directory, name: `${name}/${index}`, stem: name };
}

async function listNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
