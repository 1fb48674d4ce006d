import type { Execution } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { groupFailures } from './group-failures.js';

function failed(id: number, stepId: string, message: string): Execution {
  return {
    id,
    job_id: 1,
    seed_index: id,
    repetition: 0,
    branch: '',
    parent_id: null,
    execution_index: id,
    status: 'failed',
    reason: { code: 'block_execution_failed', message },
    step_id: stepId,
    usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0 },
    cost: null,
    created_at: '2026-07-20T12:00:00.000Z',
    finished_at: null,
  };
}

test('equal reasons at one step are one group, the most frequent first', () => {
  const groups = groupFailures([
    failed(1, 'a', 'x'),
    failed(2, 'b', 'y'),
    failed(3, 'b', 'y'),
    failed(4, 'b', 'x'),
  ]);
  expect(groups.map(({ step, message, executions }) => [step, message, executions.length])).toEqual(
    [
      ['b', 'y', 2],
      ['a', 'x', 1],
      ['b', 'x', 1],
    ],
  );
});

test('an execution without a reason is not lost', () => {
  const [group] = groupFailures([{ ...failed(1, 'a', ''), reason: null }]);
  expect(group).toMatchObject({ code: 'unknown', message: 'No reason was stored' });
});
