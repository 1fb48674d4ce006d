import { expect, test } from 'vitest';
import { loadSqlite } from './load-sqlite.js';

test.each(['20.20.2', '22.21.9', '18.0.0'])(
  'Node %s is refused before it crashes',
  async (node) => {
    await expect(loadSqlite(node)).rejects.toMatchObject({
      code: 'node_too_old',
      message: expect.stringContaining('22.22'),
    });
  },
);

test.each(['22.22.0', '24.1.0', '26.0.0'])('Node %s is taken', async (node) => {
  expect(await loadSqlite(node)).toBeTypeOf('function');
});
