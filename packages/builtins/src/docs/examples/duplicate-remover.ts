import type { BlockExample } from '../block-example.js';

export const duplicateRemover: BlockExample = {
  config: { mode: 'remove' },
  state: {
    samples: [
      { review: 'Great coffee!' },
      { review: 'Great coffee, really.' },
      { review: 'Too noisy.' },
    ],
  },
  answers: [
    [
      [1, 0],
      [0.96, 0.28],
      [0, 1],
    ],
  ],
};
