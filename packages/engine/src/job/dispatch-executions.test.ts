import type { ClaimedExecution } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';

/** A store whose pages without an execution take until `late` has passed. */
class LateStore extends MemoryJobStore {
  late: () => Promise<void> = async () => undefined;

  override async claimExecutions(
    ...args: Parameters<MemoryJobStore['claimExecutions']>
  ): Promise<ClaimedExecution[]> {
    const claimed = await super.claimExecutions(...args);
    if (claimed.length === 0) await this.late();
    return claimed;
  }
}

describe('dispatching', () => {
  test('branches that are stored while an empty page is taken run at once', async () => {
    const slow = Promise.withResolvers<void>();
    const split = Promise.withResolvers<void>();
    const Split = makeBlock(
      'Split',
      async (context) => {
        const n = context.get('n', 0);
        if (n === 0) await slow.promise;
        if (n === 1) await split.promise;
        return n === 1 ? [{ part: 0 }, { part: 1 }] : [];
      },
      { outputs: ['part'], is_multiplier: true },
    );
    const store = new LateStore(new ManualClock());
    store.late = async () => {
      split.resolve();
      await settle();
    };
    await using bench = new JobBench([Split], { store });
    const id = await bench.create(numbered(6), { options: { concurrency: 3 } });
    bench.runner.run(id);
    await settle();
    await settle();
    expect(await store.getJob(id)).toMatchObject({ records_generated: 2, records_filtered: 4 });
    slow.resolve();
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'completed' });
  });
});
