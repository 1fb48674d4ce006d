import type { ExtensionStatus } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/** How many blocks and templates there are now, and whether their files are watched. */
export function readExtensionStatus(
  {
    config,
    registry,
    templates,
    userTemplates,
  }: Pick<Runtime, 'config' | 'registry' | 'templates' | 'userTemplates'>,
  version: string,
): ExtensionStatus {
  const blocks = registry.list();
  const available = blocks.filter((block) => block.available).length;
  const all = templates.list();
  return {
    blocks: {
      total: blocks.length,
      builtin_blocks: countFrom(blocks, 'builtin'),
      custom_blocks: countFrom(blocks, 'custom'),
      user_blocks: countFrom(blocks, 'user'),
      available,
      unavailable: blocks.length - available,
    },
    templates: {
      total: all.length,
      builtin_templates: countFrom(all, 'builtin'),
      user_templates: countFrom(all, 'user'),
    },
    hot_reload: { enabled: userTemplates.isWatching, debounce_ms: config.hotReload.debounceMs },
    version,
  };
}

function countFrom(list: readonly { source: string }[], source: string): number {
  return list.filter((each) => each.source === source).length;
}
