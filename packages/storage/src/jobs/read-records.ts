import type { JsonObject, RecordRange, StoredRecord } from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import { fromJson } from '../codecs/json.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import { loadLineages, type Lineages } from '../executions/load-lineages.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { isCandidate, isUpTo } from './record-places.js';

const PAGE = 100;

interface RecordRow {
  execution_id: number;
  record_id: number;
  job_id: number;
  seed_index: number;
  repetition: number;
  branch: string;
  branch_key: string;
  fields: string;
}

/** Records as a job-wide step reads them, in order, page by page; each page is read on its own. */
export async function* readRecords(
  database: Database,
  jobId: number,
  range: RecordRange,
): AsyncGenerator<StoredRecord[]> {
  let last: RecordRow | undefined;
  do {
    const rows = await readPage(database, jobId, range, last);
    if (rows.length > 0) yield await recordsOf(database, rows, range.steps);
    last = rows.length < PAGE ? undefined : rows.at(-1);
  } while (last !== undefined);
}

async function readPage(
  { reader }: Database,
  jobId: number,
  { steps, upTo }: RecordRange,
  after: RecordRow | undefined,
): Promise<RecordRow[]> {
  let query = reader
    .selectFrom('executions')
    .innerJoin('records', 'records.execution_id', 'executions.id')
    .where('executions.job_id', '=', jobId)
    .where(isCandidate(steps))
    .where(sql<boolean>`(executions.status = 'filtered' or records.deleted_at is null)`);
  if (upTo !== undefined) query = query.where(isUpTo(upTo));
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(executions.seed_index, executions.repetition, executions.branch_key)
        > (${after.seed_index}, ${after.repetition}, ${after.branch_key})`,
    );
  }
  return query
    .select([
      'executions.id as execution_id',
      'records.id as record_id',
      'executions.job_id',
      'executions.seed_index',
      'executions.repetition',
      'executions.branch',
      'executions.branch_key',
      'records.fields',
    ])
    .orderBy('executions.seed_index')
    .orderBy('executions.repetition')
    .orderBy('executions.branch_key')
    .limit(PAGE)
    .execute();
}

async function recordsOf(
  { kind, reader }: Database,
  rows: readonly RecordRow[],
  steps: readonly string[],
): Promise<StoredRecord[]> {
  const ids = rows.map(({ execution_id }) => execution_id);
  const metadata = await loadSeedMetadata(kind, reader, ids);
  const patched =
    steps.length === 0
      ? []
      : await reader
          .selectFrom('trace_entries')
          .select('execution_id')
          .distinct()
          .where('execution_id', 'in', idList(kind, ids))
          .where('step_id', 'in', steps)
          .execute();
  const patchedIds = new Set(patched.map(({ execution_id }) => execution_id));
  const lineages =
    patchedIds.size === 0 ? undefined : await loadLineages(kind, reader, [...patchedIds]);
  return rows.map((row) => ({
    record_id: row.record_id,
    seed_index: row.seed_index,
    repetition: row.repetition,
    branch: row.branch,
    metadata: metadata.get(row),
    fields:
      lineages !== undefined && patchedIds.has(row.execution_id)
        ? writtenWithout(lineages, row.execution_id, steps)
        : fromJson<JsonObject>(row.fields),
  }));
}

/** What was written before these steps. */
function writtenWithout(lineages: Lineages, id: number, steps: readonly string[]): JsonObject {
  const deltas = lineages
    .chain(id)
    .flatMap(({ delta, trace }) => [
      delta,
      ...trace.filter(({ step_id }) => !steps.includes(step_id)).map(({ output }) => output),
    ]);
  return deltas.reduce<JsonObject>((written, delta) => ({ ...written, ...delta }), {});
}
