import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NotFoundError } from '@datagenflow/contracts';
import { nearestNames } from '@datagenflow/schemas';
import { readBlockSource } from './read-block-source.js';

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
  const names = existsSync(directory) ? await readdir(directory) : [];
  const files = names.filter((name) => !/^[_.]|^node_modules$|\.(test|spec|d)\.\w+$/.test(name));
  const read = await Promise.all(files.map((name) => readUserBlock(directory, name)));
  return read.filter((file) => file !== undefined);
}

async function readUserBlock(directory: string, name: string): Promise<UserBlockFile | undefined> {
  const path = join(directory, name);
  const isFolder = (await stat(path)).isDirectory();
  const indexes = isFolder
    ? (await readdir(path)).filter((each) => /^index\.m?[jt]s$/.test(each))
    : [''];
  const [index] = indexes;
  if (index === undefined || (!isFolder && !/\.m?[jt]s$/.test(name))) return undefined;
  const source = join(path, index);
  const { blocks } = readBlockSource(await readFile(source, 'utf8'), basename(source));
  return { path, name, source, types: blocks.map(({ type }) => type) };
}
