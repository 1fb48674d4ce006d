import { expect, test } from 'vitest';
import { formatTable } from './table.js';

const rows = [
  ['TYPE', 'ERROR'],
  ['Greeter', 'x'.repeat(200)],
  ['Reader', ''],
];

test('rows are aligned, without spaces at their ends', () => {
  expect(
    formatTable([
      ['a', 'b'],
      ['long', ''],
      ['c', 'd'],
    ]),
  ).toBe('a     b\nlong\nc     d');
  expect(formatTable([])).toBe('');
});

test('on a terminal the widest column is cut to fit, and only that', () => {
  const lines = formatTable(rows, { width: 80 }).split('\n');
  expect(lines.map(({ length }) => length)).toEqual([14, 80, 6]);
  expect(lines[1]).toMatch(/^Greeter  x+…$/);
});

test('in a pipe nothing is cut', () => {
  expect(formatTable(rows, { width: Number.POSITIVE_INFINITY })).toContain('x'.repeat(200));
});

test('cells are coloured after they are aligned', () => {
  const paint = (cell: string, column: number) => (column === 0 ? `<${cell}>` : cell);
  expect(
    formatTable(
      [
        ['a', 'b'],
        ['cc', 'd'],
      ],
      { paint },
    ),
  ).toBe('<a>   b\n<cc>  d');
});
