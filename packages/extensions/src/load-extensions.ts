import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Source } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { loadBlockFile } from './blocks/load-block-file.js';
import { refuseDuplicates } from './blocks/refuse-duplicates.js';
import { discoverBlockFiles } from './discover/discover-block-files.js';
import { HostPool } from './pool/host-pool.js';
import type { PoolOptions } from './pool/pool-options.js';

/** Where blocks lie and how they are run. */
export interface ExtensionOptions {
  /** Blocks of the user. Created when it is missing. */
  blocksDir: string;
  /** Blocks of whoever works in a clone. */
  customDir?: string;
  /** Where built blocks go; several processes may share it. */
  buildDir: string;
  /** `node_modules` directories that hold installed dependencies, searched last. */
  packagesDirs?: readonly string[];
  pool?: Partial<PoolOptions>;
}

/** Loaded blocks, as long as they are not disposed of: that ends their hosts. */
export interface LoadedExtensions extends AsyncDisposable {
  /** Available or not, one per source and type. */
  readonly blocks: RegisteredBlock[];
}

/**
 * Finds, builds and loads all blocks. What is wrong with a file concerns its blocks only: they are
 * listed as unavailable, with the error.
 */
export async function loadExtensions(options: ExtensionOptions): Promise<LoadedExtensions> {
  const { packagesDirs = [], customDir } = options;
  await mkdir(options.blocksDir, { recursive: true });
  await using starting = new AsyncDisposableStack();
  const pool = starting.use(new HostPool(options.pool));
  const buildDir = resolve(options.buildDir);
  const load = async (directory: string, source: Source): Promise<RegisteredBlock[]> => {
    if (!existsSync(directory)) return [];
    const files = await discoverBlockFiles(await realpath(directory));
    const context = {
      source,
      pool,
      buildDir,
      packagesDirs: packagesDirs.map((dir) => resolve(dir)),
    };
    const loaded = await Promise.all(files.map((file) => loadBlockFile(file, context)));
    return refuseDuplicates(loaded.flat());
  };
  const blocks = [
    ...(await load(options.blocksDir, 'user')),
    ...(customDir === undefined ? [] : await load(customDir, 'custom')),
  ];
  const running = starting.move();
  return { blocks, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
