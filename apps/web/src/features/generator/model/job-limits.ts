import type { Job } from '@datagenflow/contracts';
import { countTokens } from '../../../ui/format/number.js';

/** A limit of a job, and how much of it is used up. */
export interface LimitUse {
  limit: number;
  /** Between 0 and 1. */
  share: number;
}

/** The limits that a job has on time, tokens and cost. Undefined: unlimited. */
export function readLimits({
  options: { constraints = {} },
  usage,
  cost,
  running_time,
}: Pick<Job, 'options' | 'usage' | 'cost' | 'running_time'>): {
  time: LimitUse | undefined;
  tokens: LimitUse | undefined;
  cost: LimitUse | undefined;
} {
  return {
    time: compare(running_time, constraints.max_total_execution_time),
    tokens: compare(countTokens(usage), constraints.max_total_tokens),
    cost: compare(cost ?? 0, constraints.max_total_cost),
  };
}

function compare(used: number, limit = -1): LimitUse | undefined {
  if (limit < 0) return undefined;
  return { limit, share: limit === 0 ? 1 : Math.min(1, used / limit) };
}
