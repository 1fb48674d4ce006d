import { expect, test } from 'vitest';
import { describeStatus, isLive } from './job-status.js';

test('a paused job says why', () => {
  expect(describeStatus({ status: 'paused', pause_reason: 'credentials' })).toEqual({
    label: 'Paused: the key was refused',
    tone: 'warn',
  });
  expect(describeStatus({ status: 'completed', pause_reason: null }).label).toBe('Completed');
});

test('jobs that can still change are live', () => {
  const statuses = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled', 'stopped'];
  expect(statuses.filter((status) => isLive({ status: status as 'paused' }))).toEqual([
    'pending',
    'running',
    'paused',
  ]);
});
