import type { BlockExample } from '../block-example.js';

export const filter: BlockExample = {
  config: { condition: 'gte score 0.7', reason: 'the score is only {{ score }}' },
  state: { score: 0.4 },
};
