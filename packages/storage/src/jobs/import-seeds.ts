import type { IndexedSeed, JobPatch } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import { newRootExecutionRow } from '../codecs/execution-codec.js';
import { seedRow } from '../codecs/seed-codec.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { lockJobs } from './job-counters.js';
import { patchJob } from './move-job.js';

/** Executions made in one transaction: more would hold the database for too long. */
const BATCH = 1_000;

/** Repetitions of one seed that are stored together. */
interface Portion {
  seed: IndexedSeed;
  first: number;
  count: number;
}

/** How seeds are stored. */
export interface SeedImport {
  /** How many executions a seed gets; absent: its repetitions. */
  most?: number | undefined;
  /** What the job becomes along with the last of them. */
  done?: JobPatch;
}

/**
 * Stores seeds and one pending execution per repetition, in batches. What a batch of an earlier,
 * interrupted call stored is not stored again.
 * @param now time of the import
 */
export async function importSeeds(
  database: Database,
  jobId: number,
  seeds: readonly IndexedSeed[],
  { most = Infinity, done }: SeedImport,
  now: string,
): Promise<void> {
  const batches = [...batchesOf(seeds, most)];
  const last = done === undefined ? undefined : (batches.pop() ?? []);
  for (const portions of batches) {
    await database.transact((trx) => importBatch(database, trx, jobId, portions, now));
  }
  if (last === undefined || done === undefined) return;
  await database.transact(async (trx) => {
    await importBatch(database, trx, jobId, last, now);
    await patchJob(trx, jobId, done);
  });
}

function* batchesOf(seeds: readonly IndexedSeed[], most: number): Generator<Portion[]> {
  let batch: Portion[] = [];
  let room = BATCH;
  for (const seed of seeds) {
    const wanted = Math.min(seed.repetitions, most);
    for (let first = 0; first === 0 || first < wanted;) {
      const count = Math.min(room, wanted - first);
      batch.push({ seed, first, count });
      first += Math.max(count, 1);
      room -= Math.max(count, 1);
      if (room === 0) {
        yield batch;
        batch = [];
        room = BATCH;
      }
    }
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(
  database: Database,
  trx: Transaction<Schema>,
  jobId: number,
  portions: readonly Portion[],
  now: string,
): Promise<void> {
  const { rows } = database;
  const counters = await lockJobs(database, trx, [jobId]);
  const job = counters.require(jobId);
  const stored = await readStored(database, trx, jobId, portions);
  const missing = portions.filter(({ seed }) => !stored.has(seed.seed_index));
  const newSeeds = [...new Set(missing.map(({ seed }) => seed))];
  await rows.insert(
    trx,
    'seeds',
    newSeeds.map((seed) => seedRow(jobId, seed)),
  );
  const executions = portions.flatMap(({ seed, first, count }) => {
    const known = stored.get(seed.seed_index) ?? { repetitions: seed.repetitions, executions: 0 };
    const end = Math.min(first + count, known.repetitions);
    const start = Math.max(first, known.executions);
    return Array.from({ length: Math.max(0, end - start) }, (_, i) =>
      newRootExecutionRow(
        {
          job_id: jobId,
          seed_index: seed.seed_index,
          repetition: start + i,
          execution_index: job.takeIndex(),
        },
        now,
      ),
    );
  });
  await rows.insert(trx, 'executions', executions);
  job.add({ leaves: executions.length });
  await counters.save(trx);
}

/** Of seeds stored already: how many repetitions they ask for, and how many there are. */
async function readStored(
  { kind }: Database,
  trx: Transaction<Schema>,
  jobId: number,
  portions: readonly Portion[],
): Promise<Map<number, { repetitions: number; executions: number }>> {
  const indexes = [...new Set(portions.map(({ seed }) => seed.seed_index))];
  const found = await trx
    .selectFrom('seeds')
    .leftJoin('executions', (join) =>
      join
        .onRef('executions.job_id', '=', 'seeds.job_id')
        .onRef('executions.seed_index', '=', 'seeds.seed_index')
        .on('executions.branch_key', '=', ''),
    )
    .where('seeds.job_id', '=', jobId)
    .where('seeds.seed_index', 'in', idList(kind, indexes))
    .groupBy(['seeds.seed_index', 'seeds.repetitions'])
    .select((eb) => [
      'seeds.seed_index',
      'seeds.repetitions',
      eb.fn.count<number>('executions.id').as('executions'),
    ])
    .execute();
  return new Map(found.map((row) => [row.seed_index, row]));
}
