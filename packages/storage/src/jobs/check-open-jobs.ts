import { DataGenFlowError } from '@datagenflow/contracts';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';

const RETRY_AFTER_S = 10;
/** Any number that no other lock has. */
const LOCK_KEY = 4_726_201_184;

/**
 * Makes sure that fewer than `most` jobs are waiting or running.
 * @throws DataGenFlowError `too_many_jobs` (429)
 */
export async function checkOpenJobs(db: Kysely<Schema>, most: number): Promise<void> {
  const { jobs } = await db
    .selectFrom('jobs')
    .where('status', 'in', ['pending', 'running'])
    .select((eb) => eb.fn.countAll<number>().as('jobs'))
    .executeTakeFirstOrThrow();
  if (jobs < most) return;
  throw new DataGenFlowError(
    'too_many_jobs',
    `${jobs} jobs are waiting or running, and ${most} may. Wait for some to end, or cancel some.`,
    { status: 429, detail: { limit: most, jobs, retry_after: RETRY_AFTER_S } },
  );
}

/** The same for a transaction that makes one: until it ends, no other passes. */
export async function claimOpenJob(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  most: number,
): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(trx);
  await checkOpenJobs(trx, most);
}
