import { expect, test } from 'vitest';
import { moveRow, toLayout, toRows } from './layout-rows.js';

const order = { primary: ['a'], secondary: ['b', 'c'], hidden: ['d'] };
const validation_config = { field_order: order, indexed_fields: ['c'] };

test('rows are the layout, and back', () => {
  const rows = toRows(order, { validation_config });
  expect(rows.map(({ field }) => field)).toEqual(['a', 'b', 'c', 'd']);
  expect(toLayout(rows)).toEqual(validation_config);
});

test('a row moves by one place', () => {
  const rows = toRows(order, { validation_config });
  expect(moveRow(rows, 1, 1).map(({ field }) => field)).toEqual(['a', 'c', 'b', 'd']);
  expect(moveRow(rows, 3, -1).map(({ field }) => field)).toEqual(['a', 'b', 'd', 'c']);
});
