import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideJob, executionsPerSecond } from './job-progress.js';

test('what ended and what is open is told apart', () => {
  const job = {
    total_seeds: 10,
    current_seed: 6,
    records_generated: 3,
    records_filtered: 2,
    records_failed: 1,
  };
  expect(divideJob(job)).toEqual({
    records: 3,
    filtered: 2,
    failed: 1,
    open: 4,
    shares: { records: 0.3, filtered: 0.2, failed: 0.1 },
  });
});

test('the parts never leave the bar, whatever the counts', () => {
  const count = fc.nat(1_000_000);
  fc.assert(
    fc.property(count, count, count, count, count, (total, ended, records, filtered, failed) => {
      const { shares, open } = divideJob({
        total_seeds: total,
        current_seed: ended,
        records_generated: records,
        records_filtered: filtered,
        records_failed: failed,
      });
      expect(shares.records + shares.filtered + shares.failed).toBeLessThanOrEqual(1 + 1e-9);
      expect(open).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('there is no rate before something ended', () => {
  expect(executionsPerSecond({ current_seed: 0, running_time: 3 })).toBeNull();
  expect(executionsPerSecond({ current_seed: 2, running_time: 0 })).toBeNull();
  expect(executionsPerSecond({ current_seed: 6, running_time: 4 })).toBe(1.5);
});
