import type { BlockExample } from '../block-example.js';

export const diversityScore: BlockExample = {
  config: { field_name: 'greetings' },
  state: { greetings: ['good morning', 'good evening', 'hello'] },
};
