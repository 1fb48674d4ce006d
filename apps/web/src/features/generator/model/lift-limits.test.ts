import { Constraints } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { liftLimits } from './lift-limits.js';

test('every limit there is is sent as lifted', () => {
  const { constraints = {} } = liftLimits({ constraints: { max_total_tokens: 5 } });
  expect(Object.keys(constraints).sort()).toEqual(Object.keys(Constraints.properties).sort());
  expect(new Set(Object.values(constraints))).toEqual(new Set([-1]));
});

test('a job with a target gets twice its executions', () => {
  expect(liftLimits({}).max_executions).toBeUndefined();
  expect(liftLimits({ target_records: 5 }).max_executions).toBe(100);
  expect(liftLimits({ target_records: 5, max_executions: 30 }).max_executions).toBe(60);
});
