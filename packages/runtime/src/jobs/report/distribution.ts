import type { Distribution } from '@datagenflow/contracts';

const GROWTH = 1.02;
const LEAST = 1e-9;
const GREATEST = 1e15;
const PARTS = 10;

/**
 * A distribution of any number of values in bounded memory: counts in buckets that each reach from
 * b to 1.02·b, on both sides of 0. What is nearer to 0 than 1e-9 counts as 0, and what is further
 * than 1e15 as that; so there are at most 5,600 buckets.
 */
export class Spread {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    const middle = middleOf(value);
    this.#buckets.set(middle, (this.#buckets.get(middle) ?? 0) + 1);
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Null when nothing was added. */
  result(): Distribution | null {
    if (this.#count === 0) return null;
    const sorted = [...this.#buckets].sort(([a], [b]) => a - b);
    const at = (share: number) => this.#clamp(quantile(sorted, Math.ceil(share * this.#count)));
    return {
      count: this.#count,
      min: this.#min,
      max: this.#max,
      mean: this.#sum / this.#count,
      p50: at(0.5),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
      histogram: this.#histogram(sorted),
    };
  }

  #histogram(sorted: readonly [number, number][]): Distribution['histogram'] {
    const parts = this.#min === this.#max ? 1 : PARTS;
    const width = (this.#max - this.#min) / parts;
    const counts = Array.from({ length: parts }, () => 0);
    for (const [middle, count] of sorted) {
      const place = parts === 1 ? 0 : Math.floor((this.#clamp(middle) - this.#min) / width);
      const part = Math.min(place, parts - 1);
      counts[part] = (counts[part] ?? 0) + count;
    }
    return counts.map((count, i) => ({
      from: this.#min + i * width,
      to: i === parts - 1 ? this.#max : this.#min + (i + 1) * width,
      count,
    }));
  }

  #clamp(value: number): number {
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}

/** What stands for the bucket of a value: at most 1 % away from all that is in it. */
function middleOf(value: number): number {
  const size = Math.min(Math.abs(value), GREATEST);
  if (size < LEAST) return 0;
  const bucket = Math.ceil(Math.log(size) / Math.log(GROWTH));
  return Math.sign(value) * ((2 * GROWTH ** bucket) / (GROWTH + 1));
}

/** The bucket that holds the value of this rank, counted from 1. */
function quantile(sorted: readonly [number, number][], rank: number): number {
  let seen = 0;
  for (const [middle, count] of sorted) {
    seen += count;
    if (seen >= rank) return middle;
  }
  return sorted.at(-1)?.[0] ?? 0;
}
