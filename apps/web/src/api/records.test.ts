import { afterEach, expect, test, vi } from 'vitest';
import { exportUrl, findRecords } from './records.js';

afterEach(() => vi.unstubAllGlobals());

test('a filter is the query of the list, and what is not asked for is left out', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(decodeURIComponent(address));
    return Promise.resolve(Response.json([]));
  });
  const fields = { cost: { gte: 2, lt: 3 }, 'metadata.topic': { exists: true } };
  const filter = { status: 'pending', q: 'a', fields } as const;
  const { signal } = new AbortController();
  await findRecords(filter, { limit: 1, cursor: undefined }, signal);
  expect(asked).toEqual([
    '/api/records?status=pending&q=a&filter[cost][gte]=2&filter[cost][lt]=3' +
      '&filter[metadata.topic][exists]=true&limit=1',
  ]);
});

test('the export of a job is an address of this server', () => {
  expect(exportUrl({ job_id: 7 })).toBe('/api/export/download?job_id=7');
});
