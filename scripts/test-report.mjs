import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const noCounts = { passed: 0, failed: 0, skipped: 0 };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The closing line, such as `12 passed, 0 failed`. @param {Counts} counts */
export function formatCounts({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

/**
 * Reads vitest's JSON report. A test file that does not load counts as one failure.
 * @returns {Counts}
 */
export function readVitest(file, exitCode) {
  const report = readReport(file);
  if (!report) return withFailure(noCounts, exitCode);
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return withFailure(counts, exitCode);
}

/**
 * Reads Playwright's JSON report. A flaky test, one that passed on a retry, counts as failed.
 * @returns {Counts}
 */
export function readPlaywright(file, exitCode) {
  const report = readReport(file);
  if (!report) return withFailure(noCounts, exitCode);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withFailure({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** A runner that fails without a failed test (an unhandled error, a crash) counts as one failure. */
function withFailure(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
