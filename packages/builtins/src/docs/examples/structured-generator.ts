import type { BlockExample } from '../block-example.js';

export const structuredGenerator: BlockExample = {
  config: {
    user_prompt: 'Classify this message: {{ message }}',
    json_schema: {
      type: 'object',
      properties: { topic: { enum: ['billing', 'delivery'] }, urgent: { type: 'boolean' } },
      required: ['topic', 'urgent'],
    },
  },
  state: { message: 'My parcel is three weeks late!' },
  answers: [{ topic: 'delivery', urgent: true }],
};
