import { TooManyJobsError } from '@datagenflow/contracts';
import { sql, type Kysely, type Transaction } from '../database/kysely.js';
import type { DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/** Any number that no other lock has. */
const LOCK_KEY = 4_726_201_184;

/**
 * Makes sure that fewer than `most` jobs are waiting or running.
 * @throws TooManyJobsError
 */
export async function checkOpenJobs(db: Kysely<Schema>, most: number): Promise<void> {
  const { jobs } = await db
    .selectFrom('jobs')
    .where('status', 'in', ['pending', 'running'])
    .select((eb) => eb.fn.countAll<number>().as('jobs'))
    .executeTakeFirstOrThrow();
  if (jobs >= most) throw new TooManyJobsError(jobs, most);
}

/**
 * Has a transaction that is to make or start a job be the only one, so that what it then counts
 * stays true until it ends. To be asked for before rows of jobs are locked.
 */
export async function lockOpenJobs(kind: DatabaseKind, trx: Transaction<Schema>): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(trx);
}
