import { describe, expect, test } from 'vitest';
import { formatDuration, formatWhen } from './time.js';

const now = new Date(2026, 6, 20, 14, 30, 0);

function ago(milliseconds: number): string {
  return formatWhen(new Date(now.getTime() - milliseconds).toISOString(), now);
}

describe('time', () => {
  test('a moment is told as closely as matters', () => {
    expect(ago(2_000)).toBe('just now');
    expect(ago(42_000)).toBe('42 s ago');
    expect(ago(125_000)).toBe('2 min ago');
    expect(ago(3 * 3_600_000)).toBe('11:30');
    expect(ago(20 * 3_600_000)).toBe('19 Jul');
    expect(ago(400 * 86_400_000)).toBe('15 Jun 2025');
  });

  test('a clock that runs ahead of ours is no trouble', () => {
    expect(ago(-5_000)).toBe('just now');
  });

  test('durations carry their units', () => {
    expect(formatDuration(0.213)).toBe('0.21 s');
    expect(formatDuration(41.24)).toBe('41.2 s');
    expect(formatDuration(59.99)).toBe('1 min 00 s');
    expect(formatDuration(532)).toBe('8 min 52 s');
    expect(formatDuration(7_380)).toBe('2 h 03 min');
  });
});
