import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addCounts, formatCounts, readPlaywright, readVitest } from '../../scripts/test-report.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'datagenflow-report-'));
afterAll(() => rmSync(directory, { recursive: true }));

const vitestReport = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [] },
  ],
};

describe('the closing line of the tests', () => {
  test('counts what vitest ran, and a file that does not load as a failure', () => {
    expect(readVitest(write(vitestReport), 1)).toEqual({ passed: 5, failed: 2, skipped: 3 });
  });

  test('counts a runner that fails without a failed test as a failure', () => {
    const report = { ...vitestReport, numFailedTests: 0, testResults: [] };
    expect(readVitest(write(report), 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
    expect(readVitest(path.join(directory, 'absent.json'), 1).failed).toBe(1);
    expect(readPlaywright(path.join(directory, 'absent.json'), 1).failed).toBe(1);
  });

  test('counts what Playwright ran, a flaky test as failed', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 } };
    expect(readPlaywright(write(report), 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  test('is `N passed, N failed`, with the skipped tests if there are any', () => {
    const some = { passed: 2, failed: 0, skipped: 0 };
    expect(formatCounts(some)).toBe('2 passed, 0 failed');
    expect(formatCounts(addCounts(some, { passed: 1, failed: 3, skipped: 4 }))).toBe(
      '3 passed, 3 failed, 4 skipped',
    );
  });
});

function write(report: object): string {
  const file = path.join(directory, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}
