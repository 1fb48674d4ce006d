import { expect, test } from 'vitest';
import { arrangeFields, listFields, listPaths } from './arrange-fields.js';

const none = { field_order: { primary: [], secondary: [], hidden: [] } };

test('the layout says where a field stands; what it does not name comes last', () => {
  const field_order = { primary: ['b', 'gone'], secondary: ['d'], hidden: ['a'] };
  expect(arrangeFields(['a', 'b', 'c', 'd'], { field_order })).toEqual({
    primary: ['b'],
    secondary: ['d', 'c'],
    hidden: ['a'],
  });
});

test('without a layout the longest fields come first', () => {
  const sample = { a: 1, b: 'a long text', c: [1, 2, 3], d: true };
  const { primary, secondary } = arrangeFields(['a', 'b', 'c', 'd'], none, sample);
  expect(primary).toEqual(['b', 'c', 'd']);
  expect(secondary).toEqual(['a']);
  expect(arrangeFields(['user', 'assistant'], none).primary).toEqual(['assistant']);
});

test('fields and paths are those that records have', () => {
  const records = [
    { accumulated_state: { a: 1 }, metadata: { topic: 'x' } },
    { accumulated_state: { b: { c: 2 }, a: 1 }, metadata: {} },
  ];
  expect(listFields(records)).toEqual(['a', 'b']);
  expect(listPaths(records)).toEqual([
    'accumulated_state.a',
    'metadata.topic',
    'accumulated_state.b',
    'accumulated_state.b.c',
    'id',
    'cost',
    'edited',
    'created_at',
  ]);
});
