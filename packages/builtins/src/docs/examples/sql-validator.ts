import type { BlockExample } from '../block-example.js';

export const sqlValidator: BlockExample = {
  config: { allowed_statements: ['select'] },
  state: { sql: 'DROP TABLE books' },
};
