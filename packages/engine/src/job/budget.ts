import {
  ValidationError,
  type Clock,
  type Constraints,
  type StoredCall,
  type StoredJob,
} from '@datagenflow/contracts';
import { Purchases, type Bought } from './purchases.js';

/** What a job has used so far. */
export interface Spent extends Bought {
  /** Seconds in which it was running. */
  runningTime: number;
}

/** A limit that is reached. */
export interface Exceeded {
  constraint: keyof Constraints;
  limit: number;
  used: number;
}

/** What a job may use and what it has used, while it runs. */
export class Budget {
  #constraints: Constraints;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #bought: Purchases;
  #ended: number;

  constructor(job: StoredJob, clock: Clock) {
    this.#constraints = constraintsOf(job);
    this.#clock = clock;
    this.#startedAt = clock.now() - job.running_time * 1000;
    this.#bought = new Purchases(job);
    this.#ended = job.current_seed;
  }

  get constraints(): Constraints {
    return this.#constraints;
  }

  /** From here on the limits are those that the job has now. */
  limit(job: StoredJob): void {
    this.#constraints = constraintsOf(job);
  }

  /** Counts a call that was bought. */
  addCall(call: StoredCall): void {
    this.#bought.add(call);
  }

  /** Counts an execution that ended. */
  addEnd(): void {
    this.#ended += 1;
  }

  /**
   * The limit that keeps one more execution from starting beside those in flight, if one does.
   * @param sample of something else in flight than executions: what it took, and how many ended
   * @throws ValidationError `price_unknown` when cost is limited and can't be known
   */
  findExceeded(inFlight: number, sample?: Sample): Exceeded | undefined {
    const { max_total_cost: maxCost = -1 } = this.constraints;
    const { usage, cost } = this.#bought;
    if (maxCost >= 0 && cost === null) throw priceUnknown();
    const runningTime = (this.#clock.now() - this.#startedAt) / 1000;
    const { ended = this.#ended, bought = this.#bought } = sample ?? {};
    const spent = { usage, cost, runningTime };
    return findExceeded(this.#constraints, spent, ended, inFlight, bought);
  }
}

/** So many that ended, and what they took together: one more is expected to take the average. */
export interface Sample {
  ended: number;
  bought: Bought;
}

/**
 * The first limit that is reached, when each of those in flight costs what those that ended cost on
 * average. Until one has ended that is unknown, and one runs at a time. Only what was spent counts
 * once nothing is in flight.
 * @param bought what those that ended took; absent: all that was spent
 */
export function findExceeded(
  constraints: Constraints,
  spent: Spent,
  ended: number,
  inFlight: number,
  bought: Bought = spent,
): Exceeded | undefined {
  const used = amounts(spent);
  const sample = amounts({ ...bought, runningTime: 0 });
  for (const constraint of Object.keys(used) as (keyof Constraints)[]) {
    const limit = constraints[constraint] ?? -1;
    const isShared = inFlight > 0 && constraint !== 'max_total_execution_time';
    const average = ended === 0 ? Infinity : sample[constraint] / ended;
    const reserved = used[constraint] + (isShared ? inFlight * average : 0);
    if (limit >= 0 && reserved >= limit) return { constraint, limit, used: used[constraint] };
  }
  return undefined;
}

function constraintsOf({ definition, options }: StoredJob): Constraints {
  return { ...definition.constraints, ...options.constraints };
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

function priceUnknown(): ValidationError {
  return new ValidationError(
    'max_total_cost can’t be kept: a model that was used has no price. Give it prices, or take the limit away.',
    { code: 'price_unknown' },
  );
}
