import type { JobPatch } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import { newRootExecutionRow } from '../codecs/execution-codec.js';
import { seedRow } from '../codecs/seed-codec.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { lockJobs } from './job-counters.js';
import { patchJob } from './move-job.js';
import type { Portion, SeedBatch } from './seed-batches.js';

/**
 * Stores a batch of seeds and one pending execution per repetition, in one transaction. What an
 * earlier, interrupted import stored is not stored again.
 * @param now time of the import
 */
export async function importBatch(
  database: Database,
  jobId: number,
  { portions, done }: SeedBatch,
  now: string,
): Promise<void> {
  await database.transact(async (trx) => {
    await storePortions(database, trx, jobId, portions, now);
    if (done !== undefined) await finishImport(trx, jobId, done);
  });
}

/** A job that was cancelled or paused meanwhile has no phase. */
async function finishImport(
  trx: Transaction<Schema>,
  jobId: number,
  { phase, ...rest }: JobPatch,
): Promise<void> {
  const job = await trx
    .selectFrom('jobs')
    .select('status')
    .where('id', '=', jobId)
    .executeTakeFirst();
  const isRunning = phase !== undefined && job?.status === 'running';
  await patchJob(trx, jobId, isRunning ? { ...rest, phase } : rest);
}

async function storePortions(
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
    .where('job_id', '=', jobId)
    .where('seed_index', 'in', idList(kind, indexes))
    .select((eb) => [
      'seed_index',
      'repetitions',
      eb
        .selectFrom('executions')
        .whereRef('executions.job_id', '=', 'seeds.job_id')
        .whereRef('executions.seed_index', '=', 'seeds.seed_index')
        .select(({ fn }) => fn.max<number | null>('repetition').as('last'))
        .as('last'),
    ])
    .execute();
  return new Map(
    found.map(({ last, ...row }) => [row.seed_index, { ...row, executions: (last ?? -1) + 1 }]),
  );
}
