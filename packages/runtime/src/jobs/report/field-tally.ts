import type { FieldReport, JobReport, JsonObject } from '@datagenflow/contracts';
import { Spread } from './distribution.js';

const MAX_FIELDS = 100;

/** Spreads of the numbers among the fields of records, and of the lengths of the texts. */
export class FieldTally {
  readonly #scores = new Map<string, Spread>();
  readonly #lengths = new Map<string, Spread>();

  add(fields: JsonObject): void {
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value === 'number') spreadOf(this.#scores, field)?.add(value);
      else if (typeof value === 'boolean') spreadOf(this.#scores, field)?.add(Number(value));
      else if (typeof value === 'string') spreadOf(this.#lengths, field)?.add(value.length);
    }
  }

  result(): Pick<JobReport, 'scores' | 'lengths'> {
    return { scores: reportsOf(this.#scores), lengths: reportsOf(this.#lengths) };
  }
}

/** Undefined when there are too many fields already. */
function spreadOf(spreads: Map<string, Spread>, field: string): Spread | undefined {
  const known = spreads.get(field);
  if (known !== undefined || spreads.size >= MAX_FIELDS) return known;
  const spread = new Spread();
  spreads.set(field, spread);
  return spread;
}

function reportsOf(spreads: ReadonlyMap<string, Spread>): FieldReport[] {
  return [...spreads].flatMap(([field, spread]) => {
    const distribution = spread.result();
    return distribution === null ? [] : { field, distribution };
  });
}
