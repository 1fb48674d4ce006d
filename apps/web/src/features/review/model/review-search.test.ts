import { expect, test } from 'vitest';
import { readSearch, toFilter, writeSearch, type ReviewSearch } from './review-search.js';

const search: ReviewSearch = {
  tab: 'accepted',
  jobId: 1,
  pipelineId: 2,
  q: 'a & b',
  conditions: [
    { field: 'accumulated_state.score', operator: 'gte', value: '4' },
    { field: 'accumulated_state.score', operator: 'lt', value: '9' },
    { field: 'metadata.topic', operator: 'contains', value: '=x' },
  ],
  sort: '-cost',
  recordId: 7,
};

test('DEV-15: an address says all that is shown', () => {
  expect(readSearch(new URLSearchParams(writeSearch(search).toString()))).toEqual(search);
  expect(readSearch(new URLSearchParams('job=1'))).toMatchObject({ jobId: 1, tab: 'pending' });
});

test('what makes no sense is left out', () => {
  const query = new URLSearchParams('job=x&status=odd&filter[a][is]=1&record=-3');
  const nothing = readSearch(new URLSearchParams());
  expect(readSearch(query)).toEqual(nothing);
  expect(writeSearch(nothing).toString()).toBe('');
});

test('it is a filter as the API takes it', () => {
  expect(toFilter(search)).toEqual({
    job_id: 1,
    pipeline_id: 2,
    q: 'a & b',
    fields: {
      'accumulated_state.score': { gte: '4', lt: '9' },
      'metadata.topic': { contains: '=x' },
    },
  });
  expect(toFilter(readSearch(new URLSearchParams()))).toEqual({});
});
