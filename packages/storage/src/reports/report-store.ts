import type {
  ExecutionStatus,
  Failure,
  JsonObject,
  StepStatus,
  Usage,
} from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import { fromJson, fromJsonOrNull } from '../codecs/json.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';

/** How an execution ended. */
export interface EndedExecution {
  status: Exclude<ExecutionStatus, 'pending' | 'running'>;
  /** Null unless it failed or was filtered. */
  reason: Failure | null;
  step_id: string | null;
}

/** What a step of an execution took. */
export interface StepCost {
  step_id: string;
  block_type: string;
  status: StepStatus;
  /** Seconds. */
  execution_time: number;
  attempts: number;
  usage: Usage | null;
  /** US dollars; null: no price. */
  cost: number | null;
}

/** Some executions with their steps. */
export interface ReportPage {
  executions: EndedExecution[];
  steps: StepCost[];
}

const ENDED = ['generated', 'filtered', 'failed', 'fanned_out'] as const;
const PAGE = 50;
const LISTED = 200;
const MAX_PAGE_BYTES = 256 * 1024;

/**
 * Reads a whole job for a report, in pages small enough to be read within milliseconds. Nothing is
 * held open between them.
 */
export class ReportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Every execution of a job that has ended, and its steps. */
  async *executions(jobId: number): AsyncGenerator<ReportPage, void, void> {
    for (const status of ENDED) {
      for (let after = 0; ;) {
        const rows = await this.#database.reader
          .selectFrom('executions')
          .select(['id', 'step_id', 'reason_code', 'reason_message'])
          .where('job_id', '=', jobId)
          .where('status', '=', status)
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE)
          .execute();
        const steps = await this.#readSteps(rows.map(({ id }) => id));
        if (rows.length > 0) yield { executions: rows.map((row) => endOf(status, row)), steps };
        if (rows.length < PAGE) break;
        after = rows.at(-1)?.id ?? after;
      }
    }
  }

  /**
   * The fields of every record of a job, as generated. A page holds at most 256 KB, or one record.
   */
  async *fields(jobId: number): AsyncGenerator<JsonObject[], void, void> {
    const { kind, reader } = this.#database;
    for (let after = 0; ;) {
      const listed = await reader
        .selectFrom('records')
        .select(['id', sql<number>`octet_length(fields)`.as('bytes')])
        .where('job_id', '=', jobId)
        .where('deleted_at', 'is', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(LISTED)
        .execute();
      const ids = takeBytes(listed);
      const last = ids.at(-1);
      if (last === undefined) return;
      const rows = await reader
        .selectFrom('records')
        .select('fields')
        .where('id', 'in', idList(kind, ids))
        .execute();
      yield rows.map((row) => fromJson<JsonObject>(row.fields));
      after = last;
    }
  }

  async #readSteps(executionIds: readonly number[]): Promise<StepCost[]> {
    const { kind, reader } = this.#database;
    const rows = await reader
      .selectFrom('trace_entries')
      .select(['step_id', 'block_type', 'status', 'execution_time', 'attempts', 'usage', 'cost'])
      .where('execution_id', 'in', idList(kind, executionIds))
      .execute();
    return rows.map((row) => ({
      ...row,
      status: row.status as StepStatus,
      usage: fromJsonOrNull<Usage>(row.usage),
      cost: row.cost === null ? 0 : fromJson<number | null>(row.cost),
    }));
  }
}

function endOf(
  status: EndedExecution['status'],
  row: { step_id: string | null; reason_code: string | null; reason_message: string | null },
): EndedExecution {
  const { step_id, reason_code: code, reason_message } = row;
  return {
    status,
    step_id,
    reason: code === null ? null : { code, message: reason_message ?? '' },
  };
}

/** The first of them, until they are large enough for a page; at least one. */
function takeBytes(listed: readonly { id: number; bytes: number }[]): number[] {
  let bytes = 0;
  const kept = listed.filter((row, i) => {
    bytes += row.bytes;
    return i === 0 || bytes <= MAX_PAGE_BYTES;
  });
  return kept.map(({ id }) => id);
}
