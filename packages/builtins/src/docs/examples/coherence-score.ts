import type { BlockExample } from '../block-example.js';

export const coherenceScore: BlockExample = {
  config: {},
  state: { assistant: 'Bees dance. The angle of the dance shows where the flowers are.' },
};
