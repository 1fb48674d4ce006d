import { describe, expect, test } from 'vitest';
import { isEnded, JOB_STATUSES, refusedAction, statusesBefore, statusesFor } from './job-status.js';

describe('job statuses', () => {
  test.each([
    ['pending', []],
    ['running', ['pending', 'paused', 'completed', 'failed', 'cancelled', 'stopped']],
    ['paused', ['running']],
    ['completed', ['running']],
    ['failed', ['pending', 'running', 'paused']],
    ['cancelled', ['pending', 'running', 'paused']],
    ['stopped', ['running']],
  ] as const)('a job becomes %s from %j only', (to, from) => {
    expect(new Set(statusesBefore(to))).toEqual(new Set(from));
  });

  test('a job is over in the statuses that only a new start leaves', () => {
    expect(JOB_STATUSES.filter(isEnded).toSorted()).toEqual([
      'cancelled',
      'completed',
      'failed',
      'stopped',
    ]);
  });

  test.each([
    ['cancel', 'cancelled', ['pending', 'running', 'paused']],
    ['pause', 'paused', ['running']],
    ['resume', 'running', ['paused', 'cancelled', 'stopped', 'failed']],
    ['retry-failed', 'running', ['completed', 'failed']],
  ] as const)('a user can %s, which makes it %s, from %j only', (action, to, from) => {
    expect(new Set(statusesFor(action))).toEqual(new Set(from));
    expect(statusesBefore(to)).toEqual(expect.arrayContaining([...from]));
  });

  test('a refused change is a conflict that names the current status', () => {
    expect(refusedAction(3, 'completed', 'cancel')).toMatchObject({
      status: 409,
      detail: { job_id: 3, status: 'completed' },
    });
  });
});
