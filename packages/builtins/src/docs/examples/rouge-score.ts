import type { BlockExample } from '../block-example.js';

export const rougeScore: BlockExample = {
  config: { rouge_type: 'rougeL' },
  state: { assistant: 'testing two', reference: 'testing one two' },
};
