import type { Outcome, RecordPlace } from '@datagenflow/contracts';
import type { EarlyEnd } from './early-end.js';

/** What a job that wants a number of records still needs. */
export interface Need {
  /** Records it lacks. */
  missing: number;
  /** Executions that may still end. */
  executions: number;
  /** Set when it has enough: the pending ones up to there run, whatever comes of them. */
  upTo: RecordPlace | undefined;
}

/**
 * How many executions a job starts that wants a number of records: no more at once than it takes
 * to get what is missing at the rate so far, so that little is bought in vain.
 */
export class RecordGoal {
  readonly need: Need;
  #generated = 0;
  #ended = 0;

  constructor(need: Need) {
    this.need = need;
  }

  /** Counts how an execution ended. */
  note({ status }: Outcome): void {
    if (status === 'fanned_out') return;
    this.#ended += 1;
    if (status === 'generated') this.#generated += 1;
  }

  /** Whether one more may start beside those that run. */
  mayStart(running: number): boolean {
    const { missing, executions, upTo } = this.need;
    if (upTo !== undefined) return true;
    const left = missing - this.#generated;
    if (left <= 0 || this.#ended + running >= executions) return false;
    const rate = (this.#generated + 1) / (this.#ended + 1);
    return running < Math.ceil(left / rate);
  }

  /** What to end with when none may start. */
  end(): EarlyEnd {
    const lacks = this.need.missing - this.#generated;
    if (lacks <= 0) return { kind: 'enough' };
    const error =
      `max_executions reached: ${lacks} more records were needed. ` +
      'Resume with a higher max_executions, or make the filters drop less.';
    return { kind: 'stopped', error };
  }
}
