import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowHeight, rowsInView, scrollToRow } from './row-window.js';

test('only rows in sight and a few around them are drawn, whatever the count', () => {
  expect(rowsInView({ scrollTop: 0, height: 720 }, 1_000_000)).toEqual({ start: 0, end: 28 });
  expect(rowsInView({ scrollTop: 36_000, height: 720 }, 1_000_000)).toEqual({
    start: 992,
    end: 1_028,
  });
  expect(rowsInView({ scrollTop: 36_000, height: 720 }, 10)).toEqual({ start: 10, end: 10 });
});

test('a row that was scrolled to is drawn', () => {
  const view = fc.record({
    scrollTop: fc.nat(100_000),
    height: fc.integer({ min: 100, max: 900 }),
  });
  fc.assert(
    fc.property(view, fc.nat(5_000), (from, index) => {
      const scrollTop = scrollToRow(from, index);
      const { start, end } = rowsInView({ ...from, scrollTop }, 5_001);
      expect(start).toBeLessThanOrEqual(index);
      expect(end).toBeGreaterThan(index);
      expect(scrollTop).toBeLessThanOrEqual(index * rowHeight);
    }),
  );
});

test('a row in sight is not moved', () => {
  expect(scrollToRow({ scrollTop: 100, height: 700 }, 5)).toBe(100);
});
