import { expect, test } from 'vitest';
import { listDifferences } from './list-differences.js';

test('differences are told as deep as they lie', () => {
  const before = { a: { b: 1, c: [1] }, d: 'same', e: true };
  const after = { a: { b: 2, c: [1] }, d: 'same', f: null };
  expect(listDifferences(before, after)).toEqual([
    { path: 'a.b', before: 1, after: 2 },
    { path: 'e', before: true, after: undefined },
    { path: 'f', before: undefined, after: null },
  ]);
  expect(listDifferences(after, after)).toEqual([]);
});
