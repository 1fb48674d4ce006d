import { emptyUsage, type Execution, type ExecutionStatus } from '@datagenflow/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { ExecutionTable } from '../database/schema.js';
import { fromJson, fromJsonOrNull, toJson } from './json.js';

/** What differs between new executions; the rest of the row is always the same. */
export interface NewExecution {
  job_id: number;
  parent_id: number | null;
  seed_index: number;
  repetition: number;
  branch: string;
  execution_index: number;
  delta: string | null;
  start_step: number;
}

/** The row of an execution that waits to be run. */
export function newExecutionRow(execution: NewExecution, now: string): Insertable<ExecutionTable> {
  return {
    ...execution,
    branch_key: branchKey(execution.branch),
    status: 'pending',
    usage: NO_USAGE,
    cost: 0,
    saved_cost: 0,
    created_at: now,
  };
}

/** A branch path as text that sorts like its numbers, in any collation: ten digits each. */
export function branchKey(branch: string): string {
  return branch === ''
    ? ''
    : branch
        .split('.')
        .map((number) => number.padStart(10, '0'))
        .join('');
}

/** A row as lists show it. */
export function executionOf(row: Selectable<ExecutionTable>): Execution {
  const detail = fromJsonOrNull<NonNullable<Execution['reason']>['detail']>(row.reason_detail);
  return {
    id: row.id,
    job_id: row.job_id,
    seed_index: row.seed_index,
    repetition: row.repetition,
    branch: row.branch,
    parent_id: row.parent_id,
    execution_index: row.execution_index,
    status: row.status as ExecutionStatus,
    reason:
      row.reason_code === null
        ? null
        : {
            code: row.reason_code,
            message: row.reason_message ?? '',
            ...(detail ? { detail } : {}),
          },
    step_id: row.step_id,
    usage: fromJson(row.usage),
    cost: row.cost,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}

const NO_USAGE = toJson(emptyUsage());

/** The row of an execution from the first step on, and not of a branch. */
export function newRootExecutionRow(
  place: Pick<NewExecution, 'job_id' | 'seed_index' | 'repetition' | 'execution_index'>,
  now: string,
) {
  const whole = { parent_id: null, branch: '', delta: null, start_step: 0 };
  return newExecutionRow({ ...place, ...whole }, now);
}
