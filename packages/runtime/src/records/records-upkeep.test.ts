import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { createRecordsUpkeep } from './records-upkeep.js';

const HOUR = 3_600_000;

test('what can’t be undone any more is looked for at the start, every hour, and when asked', async () => {
  const clock = new ManualClock();
  const looks: number[] = [];
  const removeDeleted = async () => looks.push(clock.now());
  const pipelines = { toRefill: async () => [] };
  const storage = { pipelines, records: { refillIndexedFields: async () => 0 } };
  await using upkeep = createRecordsUpkeep({
    storage: { ...storage, removeDeleted },
    config: { dataDir: 'nowhere' },
    clock,
    warn: (message) => expect.unreachable(message),
  });
  upkeep.start();
  await clock.advance(0);
  await clock.advance(HOUR / 2);
  upkeep.removal.look();
  await clock.advance(0);
  await clock.advance(HOUR * 2);
  expect(looks).toEqual([0, HOUR / 2, HOUR, 2 * HOUR]);
});
