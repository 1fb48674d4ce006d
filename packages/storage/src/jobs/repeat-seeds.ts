import { sql } from '../database/kysely.js';
import { newRootExecutionRow } from '../codecs/execution-codec.js';
import type { Database } from '../database/database.js';
import { lockJobs } from './job-counters.js';

const BATCH = 1_000;

/**
 * Gives every seed that has repetitions further executions: completes the last repetition there is,
 * then adds whole ones. Stored in batches; what an interrupted call left undone the next one does.
 * @returns how many it made
 */
export async function repeatSeeds(
  database: Database,
  jobId: number,
  atLeast: number,
): Promise<number> {
  let repetition = await lastRepetition(database, jobId);
  let made = await completeRepetition(database, jobId, repetition);
  while (made < atLeast) {
    repetition += 1;
    const added = await completeRepetition(database, jobId, repetition);
    if (added === 0) return made;
    made += added;
  }
  return made;
}

async function lastRepetition({ reader }: Database, jobId: number): Promise<number> {
  const { last } = await reader
    .selectFrom('executions')
    .where('job_id', '=', jobId)
    .select(sql<number>`coalesce(max(repetition), 0)`.as('last'))
    .executeTakeFirstOrThrow();
  return last;
}

async function completeRepetition(
  database: Database,
  jobId: number,
  repetition: number,
): Promise<number> {
  let made = 0;
  for (let count = BATCH; count === BATCH; made += count) {
    count = await addBatch(database, jobId, repetition);
  }
  return made;
}

async function addBatch(
  { kind, clock, rows, transact }: Database,
  jobId: number,
  repetition: number,
): Promise<number> {
  return transact(async (trx) => {
    const counters = await lockJobs({ kind, rows }, trx, [jobId]);
    const job = counters.require(jobId);
    const seeds = await trx
      .selectFrom('seeds')
      .select('seed_index')
      .where('job_id', '=', jobId)
      .where('repetitions', '>', 0)
      .where(
        sql<boolean>`not exists (
          select 1 from executions where executions.job_id = ${jobId}
            and executions.seed_index = seeds.seed_index
            and executions.repetition = ${repetition} and executions.branch_key = ''
        )`,
      )
      .orderBy('seed_index')
      .limit(BATCH)
      .execute();
    const now = clock.date().toISOString();
    const executions = seeds.map(({ seed_index }) =>
      newRootExecutionRow(
        { job_id: jobId, seed_index, repetition, execution_index: job.takeIndex() },
        now,
      ),
    );
    await rows.insert(trx, 'executions', executions);
    job.add({ leaves: executions.length });
    await counters.save(trx);
    return executions.length;
  });
}
