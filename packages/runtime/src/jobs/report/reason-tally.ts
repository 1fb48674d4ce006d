import type { ReasonCount } from '@datagenflow/contracts';
import type { EndedExecution } from '@datagenflow/storage';

const MAX_REASONS = 200;

/** Counts why executions ended early, by status, code and step; reasons past the 200th are left out. */
export class ReasonTally {
  readonly #reasons = new Map<string, ReasonCount>();

  add({ status, reason, step_id }: EndedExecution): void {
    if (reason === null || (status !== 'filtered' && status !== 'failed')) return;
    const { code, message } = reason;
    const key = JSON.stringify([status, code, step_id]);
    const known = this.#reasons.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#reasons.size < MAX_REASONS) {
      this.#reasons.set(key, { status, code, step_id, message, count: 1 });
    }
  }

  /** The most frequent first. */
  result(): ReasonCount[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }
}
