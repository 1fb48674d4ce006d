import path from 'node:path';
import { makeRecords, type ManyRecords } from '../harness/make-records.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';
import { openStorage } from '@datagenflow/storage';

/** Decides on every record of a large job at once, while another writer goes on, and undoes it. */
export const manyRecords: Drill = { name: 'many-records', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const size = isLong ? 1_000_000 : 50_000;
  await using directory = await createTemporaryDirectory();
  const file = path.join(directory.path, 'many.db');
  await using records = await makeRecords(file, size);
  const { storage, jobId } = records;
  const pending = Math.ceil(size / 3);
  const accepted = Math.ceil((size - 1) / 3);
  const change = { action: 'accept' as const, scope: { filter: { job_id: jobId } } };

  let done = { action_id: null as number | null, count: 0 };
  const review = await besides(file, async () => {
    done = await storage.records.change(change, 'drill');
  });
  const after = await countBy(records);
  let undone = { undone: 0, skipped: 0 };
  const undo = await besides(file, async () => {
    undone = await storage.records.undo(done.action_id ?? 0, 'drill');
  });
  const back = await countBy(records);
  return {
    figures: ['R15'],
    checks: [
      expectEqual('each record that was not accepted is', done.count, size - accepted),
      expectEqual('all are accepted', after, { pending: 0, accepted: size, rejected: 0 }),
      expectEqual('an undo reaches all of them', undone, { undone: done.count, skipped: 0 }),
      expectEqual('all are as they were', back, {
        pending,
        accepted,
        rejected: size - pending - accepted,
      }),
    ],
    numbers: { records: size, review, undo },
  };
}

async function countBy({ storage }: ManyRecords) {
  const total = async (status: 'pending' | 'accepted' | 'rejected') =>
    (await storage.records.list({ status, limit: 1 })).total;
  return {
    pending: await total('pending'),
    accepted: await total('accepted'),
    rejected: await total('rejected'),
  };
}

/** Times some work, and the longest write of another connection meanwhile. */
async function besides(file: string, work: () => Promise<void>) {
  await using other = await openStorage({ path: file });
  const waits: number[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let i = 0; !isOver; i += 1) {
      waits.push(await timeOnce(() => other.meta.set('drill', i)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const ms = await timeOnce(work);
  isOver = true;
  await writing;
  return { seconds: ms / 1_000, longest_wait_ms: Math.max(...waits), writes: waits.length };
}
