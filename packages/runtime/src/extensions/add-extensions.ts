import { join } from 'node:path';
import { loadExtensions, loadUserTemplates } from '@datagenflow/extensions';
import type { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import type { RuntimeConfig } from '../config.js';

/**
 * Adds the blocks and templates of the user. What can’t be used is listed or left out, and told.
 * Disposing of the answer ends the processes that user blocks run in.
 */
export async function addExtensions(
  config: RuntimeConfig,
  registry: BlockRegistry,
  templates: TemplateRegistry,
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
  const found = await loadUserTemplates(config.templatesDir);
  for (const template of found.templates) {
    const result = templates.register(template);
    if (!result.registered) warn(result.warning);
  }
  for (const { id, errors } of found.failed) {
    warn(`Template '${id}' is skipped: ${errors.join('; ')}`);
  }
  return loaded;
}
