import type { BlockExample } from '../block-example.js';

export const sampler: BlockExample = {
  config: {
    fields: {
      plan: { type: 'category', values: ['free', 'pro'], weights: [3, 1] },
      seats: { type: 'integer', min: 1, max: 50 },
      channel: {
        type: 'category',
        by: 'plan',
        values: ['forum'],
        cases: { pro: { values: ['phone', 'chat'] } },
      },
    },
    constraints: ['{{ or (eq plan "pro") (lte seats 5) }}'],
  },
  state: {},
};
