import { expect, test } from 'vitest';
import { exportUrl } from './records.js';
import { withQuery } from './request.js';

test('a query is encoded, and what is undefined is left out', () => {
  expect(withQuery('/api/x', { a: 'ü & b', n: 0, gone: undefined })).toBe(
    '/api/x?a=%C3%BC+%26+b&n=0',
  );
  expect(withQuery('/api/x', { gone: undefined })).toBe('/api/x');
});

test('the export of a job is an address of this server', () => {
  expect(exportUrl({ job_id: 7 })).toBe('/api/export/download?job_id=7');
});
