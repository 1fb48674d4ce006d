import { afterEach, beforeEach, expect, describe, test, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';

describe('Heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const listen = () => {
    const heard: string[] = [];
    const heartbeat = new Heartbeat({
      pingMs: 1_000,
      unresponsiveMs: 3_000,
      ping: () => heard.push('ping'),
      onSilence: () => heard.push('silence'),
    });
    return { heard, heartbeat };
  };

  test('reports silence after three pings without an answer', () => {
    const { heard, heartbeat } = listen();
    heartbeat.isOn = true;
    vi.advanceTimersByTime(3_000);
    expect(heard).toEqual(['ping', 'ping', 'ping']);
    vi.advanceTimersByTime(1_000);
    expect(heard.at(-1)).toBe('silence');
  });

  test('any sign of life starts the count again, and so does a rest', () => {
    const { heard, heartbeat } = listen();
    heartbeat.isOn = true;
    for (let second = 0; second < 10; second += 1) {
      vi.advanceTimersByTime(1_000);
      heartbeat.note();
    }
    vi.advanceTimersByTime(2_000);
    heartbeat.isOn = false;
    vi.advanceTimersByTime(60_000);
    heartbeat.isOn = true;
    vi.advanceTimersByTime(2_000);
    expect(heard).toEqual(Array.from({ length: 14 }, () => 'ping'));
  });
});
