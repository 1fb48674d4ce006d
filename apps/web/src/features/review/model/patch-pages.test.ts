import type { DataRecord, RecordStatus } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { patchPages, readStatuses, shiftTotals } from './patch-pages.js';

const record = (id: number, status: RecordStatus = 'pending') => ({ id, status }) as DataRecord;
const data = { pages: [{ items: [record(3), record(2)] }, { items: [record(1)] }] };

test('decisions show; what is deleted goes; other pages stay the same object', () => {
  const patched = patchPages(
    data,
    new Map([
      [3, 'accepted'],
      [2, null],
    ]),
  );
  expect(patched.pages[0]?.items).toEqual([record(3, 'accepted')]);
  expect(patched.pages[1]).toBe(data.pages[1]);
});

test('an undo knows what was before', () => {
  const records = [record(3, 'rejected'), record(2)];
  expect(readStatuses(records, new Set([3, 9]))).toEqual(new Map([[3, 'rejected']]));
});

test('totals follow', () => {
  const totals = { pending: 5, accepted: 1, rejected: 0 };
  expect(shiftTotals(totals, ['pending', 'pending', 'accepted'], 'accepted')).toEqual({
    pending: 3,
    accepted: 3,
    rejected: 0,
  });
  expect(shiftTotals(totals, ['accepted'], null)).toEqual({ pending: 5, accepted: 0, rejected: 0 });
});
