import type { Runtime } from '../runtime.js';

/** Reads all blocks and templates of the user again. */
export async function reloadExtensions({
  runner,
  userTemplates,
}: Pick<Runtime, 'runner' | 'userTemplates'>): Promise<void> {
  await Promise.all([runner.reloadBlocks(), userTemplates.reload()]);
}
