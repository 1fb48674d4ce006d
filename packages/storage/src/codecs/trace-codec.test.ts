import type { LogLine } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { traceOf } from '../testing/samples.js';
import { traceRow } from './trace-codec.js';

const storedLogs = (logs: LogLine[]): LogLine[] =>
  JSON.parse(traceRow(1, 0, { ...traceOf({}), logs }, null).logs ?? '[]') as LogLine[];

test('row 59: logs of a step are stored up to 64 KB, then how many lines are lacking', () => {
  const lines = Array.from({ length: 5_000 }, (_, i): LogLine => ({
    level: 'info',
    message: `line ${i}`.padEnd(68, '.'),
  }));
  const stored = storedLogs(lines);
  expect(JSON.stringify(stored).length).toBeLessThan(70_000);
  expect(stored.slice(0, 655)).toEqual(lines.slice(0, 655));
  expect(stored.at(-1)).toEqual({
    level: 'warn',
    message: '4345 more lines were not stored (64 KB)',
  });
});

test('row 59: few logs are stored as they are', () => {
  const lines: LogLine[] = [{ level: 'debug', message: 'x'.repeat(60_000) }];
  expect(storedLogs(lines)).toEqual(lines);
});
