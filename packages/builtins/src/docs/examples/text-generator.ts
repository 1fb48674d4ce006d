import type { BlockExample } from '../block-example.js';

export const textGenerator: BlockExample = {
  config: { system_prompt: 'Answer in one sentence.', user_prompt: 'Why is {{ thing }} blue?' },
  state: { thing: 'the sky' },
  answers: ['Air scatters blue light more than red.'],
};
