import { expect, test } from 'vitest';
import { refusedAction } from './refused-action.js';

test('a refused change is a conflict that names the current status', () => {
  expect(refusedAction(3, 'completed', 'cancel')).toMatchObject({
    status: 409,
    message: "Job 3 is completed: it can't be cancelled",
    detail: { job_id: 3, status: 'completed' },
  });
});
