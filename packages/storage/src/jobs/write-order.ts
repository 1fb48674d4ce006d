import type { JobWrite } from '@datagenflow/contracts';
import type { Database } from '../database/database.js';
import { commitWrites } from './commit-writes.js';
import { importBatch } from './import-batch.js';
import { behindFence } from './runner-fence.js';
import type { SeedBatch } from './seed-batches.js';

/** What a job has stored, as plain data: it may be carried out in another thread. */
export type WriteOrder =
  | { kind: 'commit'; owner: string; writes: readonly JobWrite[]; now: string }
  | {
      kind: 'import';
      jobId: number;
      batch: SeedBatch;
      now: string;
      /** Who must not have been superseded; absent: who asks is not a runner. */
      runner: string | undefined;
    };

/** What comes of it: ids of executions whose outcome was refused. */
export interface Written {
  refused: number[];
}

/** Carries an order out; resolves when it is durable. */
export async function carryOut(database: Database, order: WriteOrder): Promise<Written> {
  if (order.kind === 'commit') {
    return commitWrites(database, order.owner, order.writes, order.now);
  }
  const { jobId, batch, now, runner } = order;
  const fenced = behindFence(database, () => runner);
  await importBatch(fenced, jobId, batch, now);
  return { refused: [] };
}
