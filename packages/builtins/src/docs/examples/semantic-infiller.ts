import type { BlockExample } from '../block-example.js';

export const semanticInfiller: BlockExample = {
  config: { fields_to_generate: ['review'], diversity_threshold: 1 },
  state: { skeletons: [{ stars: 5 }, { stars: 1 }] },
  answers: [{ review: 'Best coffee in town!' }, { review: 'Cold, and late.' }],
};
