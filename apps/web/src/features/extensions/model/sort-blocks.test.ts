import type { Pipeline } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { countUses, sortBlocks } from './sort-blocks.js';

const blocks = [
  { type: 'B', source: 'builtin', available: true },
  { type: 'Z', source: 'user', available: false },
  { type: 'C', source: 'custom', available: true },
  { type: 'A', source: 'builtin', available: true },
] as const;

test('one’s own blocks come first, then they go by name', () => {
  const types = (filter: Parameters<typeof sortBlocks>[1]) =>
    sortBlocks(blocks, filter).map(({ type }) => type);
  expect(types('all')).toEqual(['Z', 'C', 'A', 'B']);
  expect(types('builtin')).toEqual(['A', 'B']);
  expect(types('unavailable')).toEqual(['Z']);
});

test('a pipeline that uses a block twice counts once', () => {
  const pipeline = (...types: string[]) =>
    ({ definition: { blocks: types.map((type) => ({ type })) } }) as Pick<Pipeline, 'definition'>;
  const uses = countUses([pipeline('A', 'A', 'B'), pipeline('A')]);
  expect([...uses]).toEqual([
    ['A', 2],
    ['B', 1],
  ]);
});
