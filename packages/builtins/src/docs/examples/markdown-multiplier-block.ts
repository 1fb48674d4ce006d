import type { BlockExample } from '../block-example.js';

export const markdownMultiplierBlock: BlockExample = {
  config: {},
  state: { file_content: '# Bees\n\nThey dance.\n\n## Honey\n\nThey make it.\n' },
};
