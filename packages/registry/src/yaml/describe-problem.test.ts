import { expect, test } from 'vitest';
import { describeProblem } from './describe-problem.js';

test('a problem is told with its place, as far as it is known', () => {
  const problem = { message: 'name: is required', line: 3, column: 5 };
  expect(describeProblem(problem, 'a.yaml')).toBe('a.yaml:3:5: name: is required');
  expect(describeProblem(problem)).toBe('Line 3, column 5: name: is required');
  const unplaced = { ...problem, line: null, column: null };
  expect(describeProblem(unplaced, 'a.yaml')).toBe('a.yaml: name: is required');
  expect(describeProblem(unplaced)).toBe('name: is required');
});
