import { expect, test } from 'vitest';
import { makeRecords } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describeTotals(create: CreateSubject): void {
  test(
    'totals are numbers, of no jobs too, and add up what jobs counted',
    withStorage(create, async (storage) => {
      const none = { generated: 0, failed: 0, filtered: 0, pending: 0, lastCallId: 0 };
      expect(await storage.readTotals()).toMatchObject({ ...none, jobs: {}, cost: 0 });
      await makeRecords(storage, [{ text: 'a' }, { text: 'b' }]);
      const { jobs, generated, inputTokens } = await storage.readTotals();
      expect(jobs).toEqual({ completed: 1 });
      expect(generated).toBe(2);
      expect(typeof inputTokens).toBe('number');
    }),
  );
}
