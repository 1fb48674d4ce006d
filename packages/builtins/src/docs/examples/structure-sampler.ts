import type { BlockExample } from '../block-example.js';

export const structureSampler: BlockExample = {
  config: {
    target_count: 2,
    categorical_fields: ['plan', 'role'],
    dependencies: { role: ['plan'] },
    numeric_fields: ['seats'],
    seed: 1,
  },
  state: {
    samples: [
      { plan: 'free', role: 'viewer', seats: 1 },
      { plan: 'free', role: 'viewer', seats: 2 },
      { plan: 'pro', role: 'admin', seats: 50 },
    ],
  },
};
