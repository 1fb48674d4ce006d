import type { BlockExample } from '../block-example.js';

const question = 'How do I reset the password of my account when I no longer have my phone?';

export const nearDuplicate: BlockExample = {
  config: { field_name: 'question', threshold: 0.7 },
  state: {},
  records: [
    { fields: { question } },
    { fields: { question: 'Which plans include support at night?' } },
    { fields: { question: `Hello! ${question}` } },
  ],
};
