import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataGenFlowError } from '@datagenflow/contracts';
import { inProcessBlock, type RegisteredBlock } from '@datagenflow/registry';
import { buildBlockFile } from '../build/build-block-file.js';
import { discoverBlockFiles, type BlockFile } from '../discover/discover-block-files.js';
import { inspectModule, loadBlock } from '../host/load-block.js';
import type { ExtensionOptions } from '../load-extensions.js';

/** Blocks that were loaded into this process, and what is wrong with the rest. */
export interface BlocksHere {
  blocks: RegisteredBlock[];
  problems: string[];
}

/**
 * Loads the blocks of a directory into this process, where a debugger reaches them: breakpoints in
 * their sources hit, and nothing keeps them from hanging or ending it.
 */
export async function loadBlocksHere({
  blocksDir,
  buildDir,
  packagesDirs = [],
}: Pick<ExtensionOptions, 'blocksDir' | 'buildDir' | 'packagesDirs'>): Promise<BlocksHere> {
  const directory = await realpath(blocksDir).catch(() => blocksDir);
  const options = {
    buildDir: resolve(buildDir),
    packagesDirs: packagesDirs.map((dir) => resolve(dir)),
  };
  const files = await discoverBlockFiles(directory);
  const loaded = await Promise.all(files.map((file) => loadFile(file, options)));
  return {
    blocks: loaded.flatMap(({ blocks }) => blocks),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

async function loadFile(
  file: BlockFile,
  options: Parameters<typeof buildBlockFile>[1],
): Promise<BlocksHere> {
  const build = await buildBlockFile(file, options);
  if (!build.ok) return { blocks: [], problems: [build.problem.message] };
  const here: BlocksHere = { blocks: [], problems: [] };
  try {
    for (const found of await inspectModule(build.file, 'user')) {
      const { exportName: type } = found;
      if ('error' in found) here.problems.push(`${file.name}: ${found.error}`);
      else {
        const blockClass = await loadBlock({ file: build.file, exportName: type });
        here.blocks.push(
          inProcessBlock(blockClass, { source: 'user', type, codeHash: build.codeHash }),
        );
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof DataGenFlowError) throw error;
    here.problems.push(`${file.name}: ${error.stack ?? error.message}`);
  }
  return here;
}
