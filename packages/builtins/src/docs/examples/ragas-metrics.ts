import type { BlockExample } from '../block-example.js';

export const ragasMetrics: BlockExample = {
  config: { metrics: ['faithfulness', 'context_recall'] },
  state: {
    question: 'When was the bridge built?',
    answer: 'It was built in 1901. It is red.',
    contexts: ['The bridge was opened in 1901.'],
    ground_truth: '',
  },
  answers: [
    { statements: ['The bridge was built in 1901.', 'The bridge is red.'] },
    {
      verdicts: [
        { reason: 'It was opened then.', supported: true },
        { reason: 'Nothing is said of colours.', supported: false },
      ],
    },
  ],
};
