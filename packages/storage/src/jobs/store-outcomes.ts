import type { Outcome } from '@datagenflow/contracts';
import type { Insertable } from 'kysely';
import { EncodedFields } from '../codecs/encoded-fields.js';
import { newExecutionRow } from '../codecs/execution-codec.js';
import { indexedColumns } from '../codecs/indexed-fields.js';
import { toJson, toJsonOrNull } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import { traceRow } from '../codecs/trace-codec.js';
import { idList } from '../database/id-list.js';
import type { RowUpdate } from '../database/row-writer.js';
import type { ExecutionTable, RecordTable, TraceEntryTable } from '../database/schema.js';
import { loadIndexedFields } from '../pipelines/load-indexed-fields.js';
import type { Commit } from './commit-writes.js';
import type { JobCounter } from './job-counter.js';

/** An execution that just ended, as the database tells it. */
interface EndedRow {
  id: number;
  job_id: number;
  seed_index: number;
  repetition: number;
  branch: string;
  execution_index: number;
  attempts: string;
}

interface Ended {
  row: EndedRow;
  outcome: Outcome;
  job: JobCounter;
}

/**
 * Ends executions: their rows, traces, records, branches and what they add to their jobs.
 * @returns ids of those that `owner` does not hold; nothing of them is stored
 */
export async function storeOutcomes(
  commit: Commit,
  outcomes: readonly Outcome[],
): Promise<number[]> {
  if (outcomes.length === 0) return [];
  const first = new Map<number, Outcome>();
  for (const outcome of outcomes) {
    if (!first.has(outcome.execution_id)) first.set(outcome.execution_id, outcome);
  }
  const ended = await endExecutions(commit, [...first.values()]);
  await storeRows(commit, ended);
  for (const { outcome, job } of ended) job.add(gainOf(outcome));
  const stored = new Set(ended.map(({ outcome }) => outcome));
  return outcomes.filter((outcome) => !stored.has(outcome)).map((outcome) => outcome.execution_id);
}

async function endExecutions(commit: Commit, outcomes: readonly Outcome[]): Promise<Ended[]> {
  const { database, trx, jobs } = commit;
  const tuples = outcomes.map((outcome) => endTuple(outcome, commit));
  const rows = await database.rows.update<EndedRow>(trx, END, tuples);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return outcomes.flatMap((outcome) => {
    const row = byId.get(outcome.execution_id);
    return row === undefined ? [] : [{ row, outcome, job: jobs.require(row.job_id) }];
  });
}

const END: RowUpdate = {
  name: 'end executions',
  types: [
    'bigint',
    'bigint',
    'text',
    'text',
    'text',
    'text',
    'text',
    'text',
    'text',
    'double precision',
    'double precision',
    'time',
  ],
  text: (values) => `
    update executions set
      owner = null, last_step = null, status = v.column4, reason_code = v.column5, reason_message = v.column6,
      reason_detail = v.column7, step_id = v.column8, usage = v.column9, cost = v.column10,
      saved_cost = v.column11, finished_at = v.column12
    from ${values}
    where executions.id = v.column1 and executions.job_id = v.column2
      and executions.owner = v.column3 and executions.status = 'running'
    returning executions.id, executions.job_id, executions.seed_index, executions.repetition,
      executions.branch, executions.execution_index, executions.attempts`,
};

function endTuple(outcome: Outcome, { owner, now }: Commit): unknown[] {
  const reason = 'reason' in outcome ? outcome.reason : undefined;
  return [
    outcome.execution_id,
    outcome.job_id,
    owner,
    outcome.status,
    reason?.code ?? null,
    reason === undefined ? null : plainText(reason.message),
    toJsonOrNull(reason?.detail),
    'step_id' in outcome ? outcome.step_id : null,
    toJson(outcome.usage),
    outcome.cost,
    outcome.saved_cost,
    now,
  ];
}

async function storeRows(commit: Commit, ended: readonly Ended[]): Promise<void> {
  const { database, trx } = commit;
  await removeOldTraces(commit, ended);
  const indexed = await loadIndexedFields(
    database.kind,
    trx,
    ended.map(({ job }) => job.pipelineId),
  );
  const traces: Insertable<TraceEntryTable>[] = [];
  const records: Insertable<RecordTable>[] = [];
  const branches: Insertable<ExecutionTable>[] = [];
  for (const one of ended) {
    const { outcome, row } = one;
    const fields = outcome.status === 'generated' ? new EncodedFields(outcome.fields) : null;
    outcome.trace.forEach((delta, i) => traces.push(traceRow(row.id, i, delta, fields)));
    if (fields !== null) {
      records.push(recordRow(one, fields, indexed.get(one.job.pipelineId) ?? [], commit.now));
    }
    branches.push(...branchRows(one, commit.now));
  }
  await database.rows.insert(trx, 'records', records);
  await database.rows.insert(trx, 'trace_entries', traces);
  await database.rows.insert(trx, 'executions', branches);
}

/** A retried execution has a trace of its earlier end. */
async function removeOldTraces({ database, trx }: Commit, ended: readonly Ended[]): Promise<void> {
  const ids = ended.filter(({ row }) => row.attempts !== '{}').map(({ row }) => row.id);
  if (ids.length === 0) return;
  await trx
    .deleteFrom('trace_entries')
    .where('execution_id', 'in', idList(database.kind, ids))
    .execute();
}

function recordRow(
  { row, outcome, job }: Ended,
  fields: EncodedFields,
  indexed: readonly string[],
  now: string,
): Insertable<RecordTable> {
  const generated = outcome.status === 'generated' ? outcome : undefined;
  return {
    execution_id: row.id,
    job_id: row.job_id,
    pipeline_id: job.pipelineId,
    seed_index: row.seed_index,
    repetition: row.repetition,
    branch: row.branch,
    execution_index: row.execution_index,
    status: 'pending',
    fields: fields.toText(),
    edited: 0,
    usage: toJson(outcome.usage),
    cost: outcome.cost,
    models: toJson(generated?.models ?? []),
    ...indexedColumns(generated?.fields ?? {}, indexed),
    created_at: now,
    updated_at: now,
  };
}

function branchRows({ row, outcome, job }: Ended, now: string): Insertable<ExecutionTable>[] {
  if (outcome.status !== 'fanned_out') return [];
  return outcome.branches.map(({ branch, delta }) =>
    newExecutionRow(
      {
        job_id: row.job_id,
        parent_id: row.id,
        seed_index: row.seed_index,
        repetition: row.repetition,
        branch,
        execution_index: job.takeIndex(),
        delta: toJson(delta),
        start_step: outcome.next_step,
      },
      now,
    ),
  );
}

/** Calls were counted when they were stored; an outcome adds what replaying them spared. */
function gainOf(outcome: Outcome): Parameters<JobCounter['add']>[0] {
  const savedCost = outcome.saved_cost;
  if (outcome.status === 'fanned_out') return { leaves: outcome.branches.length - 1, savedCost };
  return { ended: 1, [outcome.status]: 1, savedCost };
}
