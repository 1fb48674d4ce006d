import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { NotFoundError } from '@datagenflow/contracts';
import { discoverBlockFiles, readBlockSource, type BlockFile } from '@datagenflow/extensions';
import { nearestNames } from '@datagenflow/schemas';

/** A file or folder of user blocks. */
export interface UserBlockFile {
  path: string;
  /** Its name within the directory. */
  name: string;
  /** The file itself, or the index file of the folder. */
  source: string;
  /** Types of the blocks it exports, as far as its source says them. */
  types: string[];
}

/**
 * The file that holds a block: named by the type of the block or by its own name.
 * @throws NotFoundError `block_not_found` with the nearest names
 */
export async function findUserBlock(directory: string, name: string): Promise<UserBlockFile> {
  const files = await listUserBlocks(directory);
  const found =
    files.find((file) => file.name === basename(name)) ??
    files.find(({ types }) => types.includes(name));
  if (found !== undefined) return found;
  const known = files.flatMap((file) => [...file.types, file.name]);
  throw new NotFoundError(`There is no block '${name}' in ${directory}.`, {
    code: 'block_not_found',
    detail: { block_type: name, nearest: nearestNames(name, known) },
  });
}

/** Files of user blocks, read without running them. */
export async function listUserBlocks(directory: string): Promise<UserBlockFile[]> {
  return Promise.all((await discoverBlockFiles(directory)).map(readUserBlock));
}

async function readUserBlock({ path, name }: BlockFile): Promise<UserBlockFile> {
  const isFolder = name.includes('/');
  const { blocks } = readBlockSource(await readFile(path, 'utf8'), basename(path));
  return {
    path: isFolder ? dirname(path) : path,
    name: isFolder ? basename(dirname(path)) : name,
    source: path,
    types: blocks.map(({ type }) => type),
  };
}
