import type { BlockExample } from '../block-example.js';

export const fieldMapper: BlockExample = {
  config: {
    mappings: {
      tags: '{{ generated.tags }}',
      heading: '{{ upper generated.title }}',
      first_tag: '{{ first generated.tags }}',
    },
  },
  state: { generated: { title: 'Bees', tags: ['insects', 'honey'] } },
};
