import type { Clock } from '@datagenflow/contracts';
import { expect, test, vi } from 'vitest';
import { SettlePaths } from './settle-paths.js';

/** Time that passes when it is told to. */
function handClock() {
  const sleeping = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    date: () => new Date(0),
    sleep: (_ms, signal) =>
      new Promise((done, fail) => {
        sleeping.add(done);
        signal?.addEventListener('abort', () => {
          sleeping.delete(done);
          fail(signal.reason as Error);
        });
      }),
  };
  const pass = async (): Promise<void> => {
    await vi.waitFor(() => expect(sleeping.size).toBeGreaterThan(0));
    for (const done of sleeping) done();
    sleeping.clear();
  };
  return { clock, pass, sleeping };
}

test('EXT-20 however often a path is noted it settles once; paths are independent', async () => {
  const { clock, pass, sleeping } = handClock();
  const settled: string[] = [];
  using paths = new SettlePaths({ debounceMs: 500, clock }, (path) => settled.push(path));
  for (let n = 0; n < 10; n += 1) paths.note('a');
  paths.note('b');
  await vi.waitFor(() => expect(sleeping.size).toBe(2));
  await pass();
  await vi.waitFor(() => expect(settled.sort()).toEqual(['a', 'b']));
  paths.note('a');
  await pass();
  await vi.waitFor(() => expect(settled.sort()).toEqual(['a', 'a', 'b']));
});

test('nothing settles once it is disposed of', async () => {
  const { clock, sleeping } = handClock();
  const settled: string[] = [];
  const paths = new SettlePaths({ debounceMs: 500, clock }, (path) => settled.push(path));
  paths.note('a');
  await vi.waitFor(() => expect(sleeping.size).toBe(1));
  paths[Symbol.dispose]();
  expect(sleeping.size).toBe(0);
  expect(settled).toEqual([]);
});
