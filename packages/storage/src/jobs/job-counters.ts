import {
  addUsage,
  emptyUsage,
  NotFoundError,
  type JobOptions,
  type Usage,
} from '@datagenflow/contracts';
import type { Selectable, Transaction } from 'kysely';
import { fromJson } from '../codecs/json.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { JobTable, Schema } from '../database/schema.js';

/** What a write adds to a job. */
export interface JobGain {
  /** Executions that became known and can have a record; a fan-out takes one and gives many. */
  leaves?: number;
  ended?: number;
  generated?: number;
  failed?: number;
  filtered?: number;
  usage?: Usage;
  /** US dollars; null: a call without a price. */
  cost?: number | null;
  savedCost?: number;
}

/** Progress until a job has ended: 1 is said only then. */
const ALMOST_DONE = 0.999;

const COLUMNS = [
  'id',
  'pipeline_id',
  'options',
  'total_seeds',
  'current_seed',
  'progress',
  'next_index',
  'records_generated',
  'records_failed',
  'records_filtered',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'usage_estimated',
  'cost',
  'saved_cost',
  'is_priced',
] as const;

type CounterRow = Pick<Selectable<JobTable>, (typeof COLUMNS)[number]>;

/**
 * Reads the counters of jobs and keeps others from changing them until the transaction ends. Jobs
 * are locked before their executions, in order of id, so that no two writers wait for each other.
 */
export async function lockJobs(
  kind: DatabaseKind,
  trx: Transaction<Schema>,
  ids: readonly number[],
): Promise<JobCounters> {
  const rows = await trx
    .selectFrom('jobs')
    .select(COLUMNS)
    .where('id', 'in', idList(kind, [...new Set(ids)]))
    .orderBy('id')
    .$if(kind === 'postgres', (query) => query.forUpdate())
    .execute();
  return new JobCounters(rows);
}

/** The counters of some jobs within a transaction; `save` writes them, one update per job. */
export class JobCounters {
  readonly #jobs: ReadonlyMap<number, JobCounter>;

  constructor(rows: readonly CounterRow[]) {
    this.#jobs = new Map(rows.map((row) => [row.id, new JobCounter(row)]));
  }

  /** The counter of a job, or undefined when the job is gone. */
  find(id: number): JobCounter | undefined {
    return this.#jobs.get(id);
  }

  /** @throws NotFoundError */
  require(id: number): JobCounter {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new NotFoundError(`There is no job ${id}.`);
    return job;
  }

  async save(trx: Transaction<Schema>): Promise<void> {
    for (const [id, job] of this.#jobs) {
      if (!job.isChanged) continue;
      await trx.updateTable('jobs').set(job.toRow()).where('id', '=', id).execute();
    }
  }
}

/** The counters of one job. */
export class JobCounter {
  readonly pipelineId: number;
  readonly #row: CounterRow;
  #nextIndex: number;
  #gain: Required<JobGain> = {
    leaves: 0,
    ended: 0,
    generated: 0,
    failed: 0,
    filtered: 0,
    usage: emptyUsage(),
    cost: 0,
    savedCost: 0,
  };

  constructor(row: CounterRow) {
    this.#row = row;
    this.pipelineId = row.pipeline_id;
    this.#nextIndex = row.next_index;
  }

  isChanged = false;

  /** The execution_index of the next execution. */
  takeIndex(): number {
    this.isChanged = true;
    return this.#nextIndex++;
  }

  /** Takes back that so many executions failed. */
  retry(failed: number): void {
    this.add({ ended: -failed, failed: -failed });
  }

  add(gain: JobGain): void {
    this.isChanged = true;
    const sum = this.#gain;
    this.#gain = {
      leaves: sum.leaves + (gain.leaves ?? 0),
      ended: sum.ended + (gain.ended ?? 0),
      generated: sum.generated + (gain.generated ?? 0),
      failed: sum.failed + (gain.failed ?? 0),
      filtered: sum.filtered + (gain.filtered ?? 0),
      usage: gain.usage === undefined ? sum.usage : addUsage(sum.usage, gain.usage),
      cost: sum.cost === null || gain.cost === null ? null : sum.cost + (gain.cost ?? 0),
      savedCost: sum.savedCost + (gain.savedCost ?? 0),
    };
  }

  toRow(): Omit<CounterRow, 'id' | 'pipeline_id' | 'options'> {
    const row = this.#row;
    const gain = this.#gain;
    const total = row.total_seeds + gain.leaves;
    const ended = row.current_seed + gain.ended;
    const generated = row.records_generated + gain.generated;
    const { target_records: target } = fromJson<JobOptions>(row.options);
    const share = target === undefined ? ended / Math.max(total, 1) : generated / target;
    const done = Math.min(share, ALMOST_DONE);
    return {
      total_seeds: total,
      current_seed: ended,
      progress: Math.max(row.progress, done),
      next_index: this.#nextIndex,
      records_generated: generated,
      records_failed: row.records_failed + gain.failed,
      records_filtered: row.records_filtered + gain.filtered,
      input_tokens: row.input_tokens + gain.usage.input_tokens,
      output_tokens: row.output_tokens + gain.usage.output_tokens,
      cached_tokens: row.cached_tokens + gain.usage.cached_tokens,
      usage_estimated: gain.usage.estimated === true ? 1 : row.usage_estimated,
      cost: row.cost + (gain.cost ?? 0),
      saved_cost: row.saved_cost + gain.savedCost,
      is_priced: gain.cost === null ? 0 : row.is_priced,
    };
  }
}
