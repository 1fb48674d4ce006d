import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideJob, executionsPerSecond, secondsLeft } from './job-progress.js';

const running = { status: 'running', options: { concurrency: 3 } } as const;

test('what ended, is at work and waits is told apart', () => {
  const job = {
    ...running,
    total_seeds: 10,
    current_seed: 6,
    records_generated: 3,
    records_filtered: 2,
    records_failed: 1,
  };
  const shares = { records: 0.3, filtered: 0.2, failed: 0.1 };
  const ended = { records: 3, filtered: 2, failed: 1, shares };
  expect(divideJob(job)).toEqual({ ...ended, inFlight: 3, waiting: 1 });
  expect(divideJob({ ...job, options: {} })).toEqual({ ...ended, inFlight: 4, waiting: 0 });
  expect(divideJob({ ...job, status: 'paused' })).toEqual({ ...ended, inFlight: 0, waiting: 4 });
});

test('the parts never leave the bar, whatever the counts', () => {
  const count = fc.nat(1_000_000);
  fc.assert(
    fc.property(count, count, count, count, count, (total, ended, records, filtered, failed) => {
      const { shares, inFlight, waiting } = divideJob({
        ...running,
        total_seeds: total,
        current_seed: ended,
        records_generated: records,
        records_filtered: filtered,
        records_failed: failed,
      });
      expect(shares.records + shares.filtered + shares.failed).toBeLessThanOrEqual(1 + 1e-9);
      expect(inFlight + waiting).toBe(Math.max(0, total - ended));
    }),
  );
});

test('there is no rate before something ended', () => {
  expect(executionsPerSecond({ current_seed: 0, running_time: 3 })).toBeNull();
  expect(executionsPerSecond({ current_seed: 2, running_time: 0 })).toBeNull();
  expect(executionsPerSecond({ current_seed: 6, running_time: 4 })).toBe(1.5);
});

test('only a running job that has a rate has an end in sight', () => {
  const job = { status: 'running', total_seeds: 10, current_seed: 4, running_time: 2 } as const;
  expect(secondsLeft(job)).toBe(3);
  expect(secondsLeft({ ...job, current_seed: 0 })).toBeNull();
  expect(secondsLeft({ ...job, status: 'paused' })).toBeNull();
  expect(secondsLeft({ ...job, total_seeds: 1 })).toBe(0);
});
