import type { IndexedSeed, JobWrite } from '@datagenflow/contracts';
import type { Database } from '../database/database.js';
import { commitWrites } from './commit-writes.js';
import { importSeeds, type SeedImport } from './import-seeds.js';
import { behindFence } from './runner-fence.js';

/** What a job has stored, as plain data: it may be carried out in another thread. */
export type WriteOrder =
  | { kind: 'commit'; owner: string; writes: readonly JobWrite[]; now: string }
  | {
      kind: 'import';
      jobId: number;
      seeds: readonly IndexedSeed[];
      options: SeedImport;
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
  const { jobId, seeds, options, now, runner } = order;
  await importSeeds(
    behindFence(database, () => runner),
    jobId,
    seeds,
    options,
    now,
  );
  return { refused: [] };
}
