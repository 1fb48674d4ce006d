import { join } from 'node:path';
import { loadExtensions } from '@datagenflow/extensions';
import type { BlockRegistry } from '@datagenflow/registry';
import type { RuntimeConfig } from '../config.js';

/**
 * Adds the blocks of the user. What can’t be used is listed with the reason, and told. Disposing of
 * the answer ends the processes that they run in.
 */
export async function addUserBlocks(
  config: RuntimeConfig,
  registry: BlockRegistry,
  warn: (message: string) => void,
): Promise<AsyncDisposable> {
  const dataDir = join(config.dataDir, 'extensions');
  const loaded = await loadExtensions({
    blocksDir: config.blocksDir,
    buildDir: join(dataDir, 'build'),
    packagesDirs: [join(dataDir, 'node_modules')],
  });
  registry.replaceAll('user', loaded.blocks);
  for (const { info } of loaded.blocks) {
    if (!info.available) warn(`Block '${info.type}' is unavailable: ${info.error ?? ''}`);
  }
  return loaded;
}
