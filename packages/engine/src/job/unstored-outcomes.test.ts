import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { wrapStore } from '../testing/wrap-store.js';

test('others run while outcomes are being stored, but no more than twice the concurrency', async () => {
  let started = 0;
  const block = makeBlock('Count', () => ({ nth: (started += 1) }));
  const memory = new MemoryJobStore(new ManualClock());
  const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
  const store = wrapStore(memory, (method) => (method === 'commit' ? isOpen : undefined));
  await using bench = new JobBench([block], { store });
  const id = await bench.create(numbered(20), { options: { concurrency: 3 } });
  bench.runner.run(id);
  await settle();
  expect(started).toBe(6);
  open();
  const job = await bench.runner.finished(id);
  expect(job).toMatchObject({ status: 'completed', records_generated: 20 });
  expect(started).toBe(20);
});

test('with stop_on_error nothing takes the place of the one that failed', async () => {
  let started = 0;
  const block = makeBlock('Fails', () => {
    started += 1;
    throw new Error('no');
  });
  await using bench = new JobBench([block]);
  const options = { concurrency: 1, stop_on_error: true };
  const job = await bench.run(numbered(5), { options });
  expect(job).toMatchObject({ status: 'failed', records_failed: 1 });
  expect(started).toBe(1);
});
