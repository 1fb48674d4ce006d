import { expect, test } from 'vitest';
import { nameJob } from './name-job.js';

test('a job is called like its pipeline, also when that is gone', () => {
  expect(nameJob({ pipeline_id: 2 }, [{ id: 2, name: 'Replies' }])).toBe('Replies');
  expect(nameJob({ pipeline_id: 3 }, [{ id: 2, name: 'Replies' }])).toBe('Pipeline #3');
});
