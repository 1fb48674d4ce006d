import type { BlockExample } from '../block-example.js';

export const judge: BlockExample = {
  config: {
    task: '{{ user }}',
    criteria: [
      { name: 'correct', description: 'True, and an answer to what was asked', threshold: 4 },
      { name: 'brief', description: 'Not a word too many', maximum: 3 },
    ],
  },
  state: { user: 'What is the capital of Australia?', assistant: 'It is Sydney.' },
  answers: [{ rationale: 'Brief, but it is Canberra.', scores: { correct: 1, brief: 3 } }],
};
