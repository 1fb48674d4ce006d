import type { BlockExample } from '../block-example.js';

export const validatorBlock: BlockExample = {
  config: { max_length: 40, forbidden_words: ['as an AI'], pattern: '[.!?]$' },
  state: { assistant: 'As an AI, I have no favourite colour' },
};
