import type { JsonObject, PatchReport, StoredPatch, TraceDelta } from '@datagenflow/contracts';
import type { Selectable, Transaction } from 'kysely';
import { EncodedFields } from '../codecs/encoded-fields.js';
import { indexedColumns } from '../codecs/indexed-fields.js';
import { fromJson, toJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import { traceDeltaOf, traceRow } from '../codecs/trace-codec.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema, TraceEntryTable } from '../database/schema.js';
import { loadIndexedFields } from '../pipelines/load-indexed-fields.js';
import type { JobCounter } from './job-counter.js';
import { lockJobs } from './job-counters.js';

/** The step that patches. */
export interface PatchingStep {
  step_id: string;
  block_type: string;
}

interface Row {
  id: number;
  execution_id: number;
  status: string;
  edited: number;
  deleted_at: string | null;
  fields: string;
  execution_status: string;
}

interface Patching {
  database: Database;
  trx: Transaction<Schema>;
  step: PatchingStep;
  job: JobCounter;
  indexed: readonly string[];
  now: string;
}

/**
 * Applies patches of a job-wide step in one transaction. Those of records that are dropped already
 * change nothing.
 */
export async function patchRecords(
  database: Database,
  jobId: number,
  step: PatchingStep,
  patches: readonly StoredPatch[],
): Promise<PatchReport> {
  return database.transact(async (trx) => {
    const counters = await lockJobs(database, trx, [jobId]);
    const job = counters.require(jobId);
    const indexed = await loadIndexedFields(database.kind, trx, [job.pipelineId]);
    const now = database.clock.date().toISOString();
    const patching: Patching = {
      database,
      trx,
      step,
      job,
      indexed: indexed.get(job.pipelineId) ?? [],
      now,
    };
    const merged = mergePatches(patches);
    const rows = await loadRows(patching, jobId, [...merged.keys()]);
    const traces = await loadTraces(patching, [...rows.values()]);
    const report: PatchReport = { reviewed: [], unknown: [] };
    for (const [id, patch] of merged) {
      const row = rows.get(id);
      if (row === undefined) report.unknown.push(id);
      else if (row.execution_status !== 'generated') continue;
      else if (!(await applyPatch(patching, row, patch, traces.get(row.execution_id) ?? []))) {
        report.reviewed.push(id);
      }
    }
    await counters.save(trx);
    return report;
  });
}

/** One patch per record. */
function mergePatches(patches: readonly StoredPatch[]): Map<number, StoredPatch> {
  const merged = new Map<number, StoredPatch>();
  for (const patch of patches) {
    const before = merged.get(patch.record_id);
    const fields = { ...before?.fields, ...patch.fields };
    merged.set(patch.record_id, { ...before, ...patch, fields });
  }
  return merged;
}

async function loadRows(
  { database, trx }: Patching,
  jobId: number,
  ids: readonly number[],
): Promise<Map<number, Row>> {
  const rows = await trx
    .selectFrom('records')
    .innerJoin('executions', 'executions.id', 'records.execution_id')
    .where('records.job_id', '=', jobId)
    .where('records.id', 'in', idList(database.kind, ids))
    .select([
      'records.id',
      'records.execution_id',
      'records.status',
      'records.edited',
      'records.deleted_at',
      'records.fields',
      'executions.status as execution_status',
    ])
    .$if(database.kind === 'postgres', (query) => query.forUpdate('records'))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

type TraceRow = Selectable<TraceEntryTable>;

async function loadTraces(
  { database, trx }: Patching,
  rows: readonly Row[],
): Promise<Map<number, TraceRow[]>> {
  const ids = rows.map(({ execution_id }) => execution_id);
  const entries = await trx
    .selectFrom('trace_entries')
    .selectAll()
    .where('execution_id', 'in', idList(database.kind, ids))
    .orderBy('position')
    .execute();
  return Map.groupBy(entries, ({ execution_id }) => execution_id);
}

/** Says whether it could: a record that was reviewed is left as it is, unless nothing would change. */
async function applyPatch(
  patching: Patching,
  row: Row,
  { fields = {}, drop }: StoredPatch,
  trace: readonly TraceRow[],
): Promise<boolean> {
  const { database, trx, step, indexed, now } = patching;
  const before = fromJson<JsonObject>(row.fields);
  const known = trace.some(({ step_id }) => step_id === step.step_id);
  const isSame = Object.entries(fields).every(
    ([key, value]) => Object.hasOwn(before, key) && toJson(before[key]) === toJson(value),
  );
  if (known && isSame && drop === undefined) return true;
  if (row.status !== 'pending' || row.edited === 1 || row.deleted_at !== null) return false;
  const after = { ...before, ...fields };
  const encoded = new EncodedFields(after);
  const deltas = addEntry(
    trace.map((entry) => traceDeltaOf(entry, before)),
    step,
    fields,
    drop,
  );
  await trx.deleteFrom('trace_entries').where('execution_id', '=', row.execution_id).execute();
  await database.rows.insert(
    trx,
    'trace_entries',
    deltas.map((delta, i) => traceRow(row.execution_id, i, delta, encoded)),
  );
  await trx
    .updateTable('records')
    .set({
      fields: encoded.toText(),
      ...indexedColumns(after, indexed),
      ...(drop === undefined ? {} : { deleted_at: now }),
      updated_at: now,
    })
    .where('id', '=', row.id)
    .execute();
  if (drop !== undefined) await filterExecution(patching, row, drop);
  return true;
}

/** The trace with an entry of the step: with what it wrote before and what it writes now. */
function addEntry(
  deltas: readonly TraceDelta[],
  { step_id, block_type }: PatchingStep,
  fields: JsonObject,
  drop: string | undefined,
): TraceDelta[] {
  const known = deltas.find((delta) => delta.step_id === step_id);
  const entry: TraceDelta = {
    execution_time: 0,
    attempts: 1,
    ...known,
    step_id,
    block_type,
    status: drop === undefined ? 'ok' : 'filtered',
    output: { ...known?.output, ...fields },
  };
  return known === undefined
    ? [...deltas, entry]
    : deltas.map((delta) => (delta === known ? entry : delta));
}

async function filterExecution(
  { trx, step, job }: Patching,
  row: Row,
  drop: string,
): Promise<void> {
  await trx
    .updateTable('executions')
    .set({
      status: 'filtered',
      reason_code: 'dropped',
      reason_message: plainText(drop),
      step_id: step.step_id,
    })
    .where('id', '=', row.execution_id)
    .execute();
  job.add({ generated: -1, filtered: 1 });
}
