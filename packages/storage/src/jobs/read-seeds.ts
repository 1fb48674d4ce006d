import type { IndexedSeed } from '@datagenflow/contracts';
import { seedOf } from '../codecs/seed-codec.js';
import type { Database } from '../database/database.js';

const PAGE = 500;

/** The seeds of a job in order, page by page. */
export async function* readSeeds(
  { reader }: Database,
  jobId: number,
  pageSize = PAGE,
): AsyncGenerator<IndexedSeed[]> {
  for (let after = -1; ;) {
    const rows = await reader
      .selectFrom('seeds')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('seed_index', '>', after)
      .orderBy('seed_index')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(seedOf);
    after = last.seed_index;
  }
}
