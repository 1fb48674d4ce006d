import { expect, test } from 'vitest';
import { schemaViolation } from './schema-violation.js';

test('every issue is named, in the message and in the detail', () => {
  const issues = [
    { path: '', message: 'must be object' },
    { path: '/a/b', message: 'is required' },
  ];
  expect(schemaViolation('The body', issues)).toMatchObject({
    status: 422,
    code: 'schema_violation',
    message: 'The body is wrong: must be object; a/b: is required',
    detail: { issues },
  });
});
