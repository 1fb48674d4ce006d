import { expect, test } from 'vitest';
import { describeLoss } from './describe-loss.js';

test('what goes is counted', () => {
  expect(describeLoss([])).toBe('no jobs and no records');
  expect(describeLoss([{ records_generated: 1 }])).toBe('1 job and 1 record');
  expect(describeLoss([{ records_generated: 1_000 }, { records_generated: 234 }])).toBe(
    '2 jobs and 1,234 records',
  );
});
