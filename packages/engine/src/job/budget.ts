import type { Constraints, Job, Usage } from '@datagenflow/contracts';

/** What a job has used so far. */
export interface Spent {
  usage: Usage;
  /** US dollars; null when a model has no price. */
  cost: number | null;
  /** Seconds in which it was running. */
  runningTime: number;
}

/** A limit that is reached. */
export interface Exceeded {
  constraint: keyof Constraints;
  limit: number;
  used: number;
}

/**
 * The first limit that is reached, when each of `inFlight` executions costs what those that ended
 * cost on average. Only what was spent counts once nothing is in flight.
 */
export function findExceeded(
  constraints: Constraints,
  spent: Spent,
  ended: number,
  inFlight: number,
): Exceeded | undefined {
  const share = ended === 0 ? 0 : inFlight / ended;
  const used = amounts(spent);
  for (const constraint of Object.keys(used) as (keyof Constraints)[]) {
    const limit = constraints[constraint] ?? -1;
    const reserved =
      constraint === 'max_total_execution_time' ? used[constraint] : used[constraint] * (1 + share);
    if (limit >= 0 && reserved >= limit) return { constraint, limit, used: used[constraint] };
  }
  return undefined;
}

/** What a stored job has used. */
export function spentBy(job: Job): Spent {
  return { usage: job.usage, cost: job.cost, runningTime: job.running_time };
}

function amounts({ usage, cost, runningTime }: Spent): Record<keyof Constraints, number> {
  return {
    max_total_tokens: usage.input_tokens + usage.output_tokens + usage.cached_tokens,
    max_total_input_tokens: usage.input_tokens,
    max_total_output_tokens: usage.output_tokens,
    max_total_cached_tokens: usage.cached_tokens,
    max_total_execution_time: runningTime,
    max_total_cost: cost ?? 0,
  };
}
