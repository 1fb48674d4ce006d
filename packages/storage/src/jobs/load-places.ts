import type { Transaction } from 'kysely';
import type { CallPlace } from '../codecs/call-codec.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** Where the calls of these executions belong, by the execution’s id. */
export async function loadPlaces(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  executionIds: readonly number[],
): Promise<Map<number, CallPlace>> {
  const rows = await trx
    .selectFrom('executions')
    .innerJoin('seeds', (join) =>
      join
        .onRef('seeds.job_id', '=', 'executions.job_id')
        .onRef('seeds.seed_index', '=', 'executions.seed_index'),
    )
    .where('executions.id', 'in', idList(kind, [...new Set(executionIds)]))
    .select([
      'executions.id as execution_id',
      'executions.job_id',
      'seeds.seed_hash',
      'executions.repetition',
      'executions.branch',
    ])
    .execute();
  return new Map(rows.map((row) => [row.execution_id, { ...row, is_job_wide: 0 }]));
}
