import type { Estimate, Estimated } from '@datagenflow/contracts';

/** What one seed took, its branches included. */
export interface Sample {
  /** Executions that end: one, or one per branch. */
  executions: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  /** US dollars; null: no price. */
  cost: number | null;
  /** Running time of its steps, added up. */
  seconds: number;
}

/** 95 % quantiles of Student’s t distribution with 1, 2, 3 … degrees of freedom. */
const T_95 = [
  6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761,
  1.753, 1.746, 1.74, 1.734, 1.729,
];
const T_95_LARGE = 1.645;

/**
 * What a job over `total` seeds would take, judging by the n seeds that were run. For each quantity
 * with mean m and standard deviation s of the sample, the sum over the total N is
 *
 *     N·m ± t·s·√(N + N²/n)
 *
 * where t is the 95 % quantile of Student’s t with n − 1 degrees of freedom: a 90 % prediction
 * interval, its lower end at least 0. Time is that of the running steps divided by the concurrency,
 * or by the executions when they are fewer: limits of providers and what their load changes are
 * not in it.
 */
export function estimate(samples: readonly Sample[], total: number, concurrency: number): Estimate {
  const sum = (read: (sample: Sample) => number) => sumOver(samples.map(read), total);
  const costs = samples.flatMap(({ cost }) => cost ?? []);
  const executions = sum((sample) => sample.executions);
  const lanes = Math.max(1, Math.min(concurrency, executions.value));
  return {
    total_seeds: total,
    sampled_seeds: samples.length,
    executions,
    input_tokens: sum((sample) => sample.input_tokens),
    output_tokens: sum((sample) => sample.output_tokens),
    cached_tokens: sum((sample) => sample.cached_tokens),
    cost: costs.length < samples.length ? null : sumOver(costs, total),
    seconds: scale(
      sum((sample) => sample.seconds),
      1 / lanes,
    ),
  };
}

function sumOver(values: readonly number[], total: number): Estimated {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const value = total * mean;
  if (n < 2) return { value, low: null, high: null };
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const t = T_95[n - 2] ?? T_95_LARGE;
  const spread = t * Math.sqrt(variance * (total + total ** 2 / n));
  return { value, low: Math.max(0, value - spread), high: value + spread };
}

function scale({ value, low, high }: Estimated, factor: number): Estimated {
  const times = (bound: number | null) => (bound === null ? null : bound * factor);
  return { value: value * factor, low: times(low), high: times(high) };
}
