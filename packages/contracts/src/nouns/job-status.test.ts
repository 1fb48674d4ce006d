import { describe, expect, test } from 'vitest';
import { JobStatus } from './job.js';
import { isEnded, statusesFor } from './job-status.js';

const all = JobStatus.anyOf.map(({ const: status }) => status);

describe('job statuses', () => {
  test('a job is over in the statuses that only a new start leaves', () => {
    expect(all.filter(isEnded).toSorted()).toEqual(['cancelled', 'completed', 'failed', 'stopped']);
  });

  test.each([
    ['cancel', ['pending', 'running', 'paused']],
    ['pause', ['running']],
    ['resume', ['paused', 'cancelled', 'stopped', 'failed']],
    ['retry-failed', ['completed', 'failed']],
  ] as const)('a user can %s a job from %j only', (action, from) => {
    expect(new Set(statusesFor(action))).toEqual(new Set(from));
  });
});
