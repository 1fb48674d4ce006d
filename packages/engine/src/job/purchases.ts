import { addCost, addUsage, emptyUsage, type StoredCall, type Usage } from '@datagenflow/contracts';

/** What calls took. */
export interface Bought {
  usage: Usage;
  /** US dollars; null when a model has no price. */
  cost: number | null;
}

/** The sum of calls. */
export class Purchases implements Bought {
  usage: Usage;
  cost: number | null;

  constructor({ usage, cost }: Bought = { usage: emptyUsage(), cost: 0 }) {
    this.usage = usage;
    this.cost = cost;
  }

  add({ answer: { usage, cost } }: StoredCall): void {
    this.usage = addUsage(this.usage, usage);
    this.cost = addCost(this.cost, cost);
  }
}
