import { addCost, addUsage, emptyUsage, type StepReport } from '@datagenflow/contracts';
import type { StepCost } from '@datagenflow/storage';
import { Spread } from './distribution.js';

type Counts = Omit<StepReport, 'seconds'>;

/** Adds up what each step took. A step that was skipped took no time, so it has no latency. */
export class StepTally {
  readonly #steps = new Map<string, { counts: Counts; seconds: Spread }>();

  add({ step_id, block_type, status, execution_time, attempts, usage, cost }: StepCost): void {
    const step = this.#steps.get(step_id) ?? {
      counts: start(step_id, block_type),
      seconds: new Spread(),
    };
    this.#steps.set(step_id, step);
    const { counts, seconds } = step;
    counts[status] += 1;
    counts.attempts += attempts;
    if (usage !== null) counts.usage = addUsage(counts.usage, usage);
    counts.cost = addCost(counts.cost, cost);
    if (attempts > 0) seconds.add(execution_time);
  }

  /** In the order of the pipeline. */
  result(stepIds: readonly string[]): StepReport[] {
    return stepIds.flatMap((id) => {
      const step = this.#steps.get(id);
      return step === undefined ? [] : { ...step.counts, seconds: step.seconds.result() };
    });
  }
}

function start(step_id: string, block_type: string): Counts {
  const none = { ok: 0, skipped: 0, filtered: 0, failed: 0, attempts: 0 };
  return { step_id, block_type, ...none, usage: emptyUsage(), cost: 0 };
}
