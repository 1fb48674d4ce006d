import type { RecordPlace } from '@datagenflow/contracts';
import { sql, type RawBuilder } from '../database/kysely.js';
import { branchKey } from '../codecs/execution-codec.js';
import type { Database } from '../database/database.js';

/** Whether an execution stands at a place or before it, where seeds take turns. */
export function isUpTo({ repetition, seed_index, branch }: RecordPlace): RawBuilder<boolean> {
  return sql<boolean>`(executions.repetition, executions.seed_index, executions.branch_key)
    <= (${repetition}, ${seed_index}, ${branchKey(branch)})`;
}

/** Whether an execution gave a record that steps at the end of its job read. */
export function isCandidate(steps: readonly string[]): RawBuilder<boolean> {
  const dropped =
    steps.length === 0
      ? sql``
      : sql`or (executions.status = 'filtered' and executions.reason_code = 'dropped'
          and executions.step_id in (${sql.join(steps)}))`;
  return sql<boolean>`(executions.status = 'generated' ${dropped})`;
}

/** Place of the n-th record, where seeds take turns; undefined when there are fewer. */
export async function findPlace(
  { reader }: Database,
  jobId: number,
  n: number,
  steps: readonly string[],
): Promise<RecordPlace | undefined> {
  return reader
    .selectFrom('executions')
    .select(['repetition', 'seed_index', 'branch'])
    .where('job_id', '=', jobId)
    .where(isCandidate(steps))
    .orderBy('repetition')
    .orderBy('seed_index')
    .orderBy('branch_key')
    .offset(n - 1)
    .limit(1)
    .executeTakeFirst();
}

/** How many executions have not ended, up to and with a place. */
export async function countOpen(
  { reader }: Database,
  jobId: number,
  upTo?: RecordPlace,
): Promise<number> {
  const { count } = await reader
    .selectFrom('executions')
    .where('job_id', '=', jobId)
    .where('status', 'in', ['pending', 'running'])
    .$if(upTo !== undefined, (query) => query.where(isUpTo(upTo as RecordPlace)))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** How many executions gave a record that steps at the end of their job read. */
export async function countRecords(
  { reader }: Database,
  jobId: number,
  steps: readonly string[],
): Promise<number> {
  const { count } = await reader
    .selectFrom('executions')
    .where('job_id', '=', jobId)
    .where(isCandidate(steps))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
