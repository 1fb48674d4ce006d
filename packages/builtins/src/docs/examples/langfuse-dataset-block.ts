import type { BlockExample } from '../block-example.js';

export const langfuseDatasetBlock: BlockExample = {
  config: { dataset_name: 'poems_{{ job_id }}' },
  state: {},
  records: [{ metadata: { topic: 'rain' }, fields: { assistant: 'Grey threads on glass' } }],
};
