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

/** An outcome with what it becomes in the database, as far as that is known without it. */
export interface EncodedOutcome {
  outcome: Outcome;
  /** Values of {@link END}. */
  end: unknown[];
  /** Fields of its record as JSON; null: it has none. */
  fields: string | null;
  trace: Insertable<TraceEntryTable>[];
}

interface Ended extends EncodedOutcome {
  row: EndedRow;
  job: JobCounter;
}

/** Encodes what is to be stored, so that it need not be done while others wait for the database. */
export function encodeOutcome(
  outcome: Outcome,
  { owner, now }: Pick<Commit, 'owner' | 'now'>,
): EncodedOutcome {
  const fields = outcome.status === 'generated' ? new EncodedFields(outcome.fields) : null;
  const { execution_id: id } = outcome;
  return {
    outcome,
    end: endTuple(outcome, owner, now),
    trace: outcome.trace.map((delta, i) => traceRow(id, i, delta, fields)),
    fields: fields?.toText() ?? null,
  };
}

/**
 * Ends executions: their rows, traces, records, branches and what they add to their jobs.
 * @returns ids of those that `owner` does not hold; nothing of them is stored
 */
export async function storeOutcomes(
  commit: Commit,
  outcomes: readonly EncodedOutcome[],
): Promise<number[]> {
  if (outcomes.length === 0) return [];
  const first = new Map<number, EncodedOutcome>();
  for (const encoded of outcomes) {
    const { execution_id: id } = encoded.outcome;
    if (!first.has(id)) first.set(id, encoded);
  }
  const ended = await endExecutions(commit, [...first.values()]);
  await storeRows(commit, ended);
  for (const { outcome, job } of ended) job.add(gainOf(outcome));
  const stored = new Set(ended.map(({ outcome }) => outcome));
  return outcomes.flatMap(({ outcome }) => (stored.has(outcome) ? [] : [outcome.execution_id]));
}

async function endExecutions(
  { database, trx, jobs }: Commit,
  outcomes: readonly EncodedOutcome[],
): Promise<Ended[]> {
  const tuples = outcomes.map(({ end }) => end);
  const rows = await database.rows.update<EndedRow>(trx, END, tuples);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return outcomes.flatMap((encoded) => {
    const row = byId.get(encoded.outcome.execution_id);
    return row === undefined ? [] : [{ ...encoded, row, job: jobs.require(row.job_id) }];
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

function endTuple(outcome: Outcome, owner: string, now: string): unknown[] {
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
  const records: Insertable<RecordTable>[] = [];
  const branches: Insertable<ExecutionTable>[] = [];
  for (const one of ended) {
    const names = indexed.get(one.job.pipelineId) ?? [];
    if (one.fields !== null) records.push(recordRow(one, one.fields, names, commit.now));
    branches.push(...branchRows(one, commit.now));
  }
  await database.rows.insert(trx, 'records', records);
  const traces = ended.flatMap(({ trace }) => trace);
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
  fields: string,
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
    fields,
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
