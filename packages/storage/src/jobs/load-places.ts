import type { Transaction } from 'kysely';
import type { CallPlace } from '../codecs/call-codec.js';
import type { DatabaseKind } from '../database/database.js';
import type { Schema } from '../database/schema.js';
import { queryByIds, selectByIds } from '../database/select-by-ids.js';

type PlaceRow = Omit<CallPlace, 'execution_id' | 'is_job_wide'> & { execution_id: number };

const PLACES = queryByIds(
  (ids) => `
    select executions.id as execution_id, executions.job_id, seeds.seed_hash,
      executions.repetition, executions.branch
    from executions
    join seeds on seeds.job_id = executions.job_id and seeds.seed_index = executions.seed_index
    where executions.id in ${ids}`,
);

/** Where the calls of these executions belong, by the execution’s id. */
export async function loadPlaces(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  executionIds: readonly number[],
): Promise<Map<number, CallPlace>> {
  const rows = await selectByIds<PlaceRow>(kind, trx, PLACES, executionIds);
  return new Map(rows.map((row) => [row.execution_id, { ...row, is_job_wide: 0 }]));
}
