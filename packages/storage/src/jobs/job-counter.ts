import { addUsage, emptyUsage, type JobOptions, type Usage } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import { fromJson } from '../codecs/json.js';
import type { ColumnType } from '../database/row-writer.js';
import type { JobTable } from '../database/schema.js';

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
export const ALMOST_DONE = 0.999;

/** What counting changes, and the types of it. */
export const COUNTED = {
  total_seeds: 'bigint',
  current_seed: 'bigint',
  progress: 'double precision',
  next_index: 'bigint',
  records_generated: 'bigint',
  records_failed: 'bigint',
  records_filtered: 'bigint',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  cached_tokens: 'bigint',
  usage_estimated: 'bigint',
  cost: 'double precision',
  saved_cost: 'double precision',
  is_priced: 'bigint',
} as const satisfies Partial<Record<keyof JobTable, ColumnType>>;

/** What is counted of a job, with the values. */
export type CountedRow = Pick<Selectable<JobTable>, keyof typeof COUNTED>;

/** A job as far as it is read for counting. */
export type CounterRow = CountedRow & Pick<Selectable<JobTable>, 'id' | 'pipeline_id' | 'options'>;

/** The counters of one job. */
export class JobCounter {
  readonly pipelineId: number;
  isChanged = false;
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

  toRow(): CountedRow {
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
