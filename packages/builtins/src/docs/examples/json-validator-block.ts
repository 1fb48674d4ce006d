import type { BlockExample } from '../block-example.js';

export const jsonValidatorBlock: BlockExample = {
  config: {
    required_fields: ['title', 'year'],
    json_schema: { properties: { year: { type: 'integer' } } },
  },
  state: { assistant: '{"title": "Ulysses", "year": "1922"}' },
};
