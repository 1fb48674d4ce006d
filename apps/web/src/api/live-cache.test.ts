import type { Job, ServerEvent } from '@datagenflow/contracts';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keys } from './keys.js';
import { LiveCache } from './live-cache.js';

const job = (id: number, current_seed: number) => ({ id, current_seed }) as Job;
const records = [...keys.records(1), 10, 'running'];

let client: QueryClient;
let cache: LiveCache;
beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  cache = new LiveCache(client);
  client.setQueryData(keys.jobs, [job(2, 0), job(1, 0)]);
  client.setQueryData(keys.job(1), job(1, 0));
  client.setQueryData(records, []);
});
afterEach(() => {
  client.clear();
  vi.useRealTimers();
});

const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;

test('progress shows in the job and in the list, without asking for them', () => {
  cache.apply({ type: 'job:progress', job: job(1, 5) });
  expect(client.getQueryData(keys.job(1))).toEqual(job(1, 5));
  expect(client.getQueryData(keys.jobs)).toEqual([job(2, 0), job(1, 5)]);
  expect(isStale(keys.jobs)).toBe(false);
  expect(client.getQueryData(keys.job(2))).toBeUndefined();
});

test('a job that is not listed yet makes the list be read again', () => {
  cache.apply({ type: 'job:progress', job: job(3, 0) });
  expect(isStale(keys.jobs)).toBe(true);
});

test('records are read again once a second while executions end, and at the end at once', () => {
  const ended: ServerEvent = { type: 'execution:finished', job_id: 1, counts: { generated: 3 } };
  for (let i = 0; i < 10; i += 1) cache.apply(ended);
  expect(isStale(records)).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(isStale(records)).toBe(true);
  client.setQueryData(records, []);
  cache.apply({ type: 'job:finished', job: job(1, 9) });
  expect(isStale(records)).toBe(true);
  expect(client.getQueryData(keys.job(1))).toEqual(job(1, 9));
});

test('a resync makes everything be read again, an unknown event nothing', () => {
  cache.apply({ type: 'new:thing' } as unknown as ServerEvent);
  expect(isStale(records)).toBe(false);
  cache.apply({ type: 'resync' });
  for (const key of [records, keys.jobs, keys.job(1)]) expect(isStale(key)).toBe(true);
});

test('when it is stopped nothing waits any more', () => {
  cache.apply({ type: 'execution:finished', job_id: 1, counts: { failed: 1 } });
  cache.stop();
  vi.advanceTimersByTime(5_000);
  expect(isStale(records)).toBe(false);
});

test('changed extensions are read again, and an installation tells its lines', () => {
  client.setQueryData([...keys.extensions, 'blocks'], []);
  client.setQueryData(keys.blocks, []);
  cache.apply({ type: 'extension:reloaded', kind: 'block', file: 'a.ts', names: ['A'] });
  expect(isStale([...keys.extensions, 'blocks'])).toBe(true);
  expect(isStale(keys.blocks)).toBe(true);

  const tell = (status: 'started' | 'log' | 'failed', message: string) =>
    cache.apply({ type: 'extension:install', block_type: 'A', status, message });
  tell('log', 'of the last time');
  tell('started', 'Installing');
  tell('log', 'added 1 package');
  expect(client.getQueryData(keys.installLog('A'))).toEqual(['Installing', 'added 1 package']);
});
