/** Draws in a fixed order: the same job, seed, repetition, branch and step give the same ones. */
export interface BlockRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number, uniform from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** One of the items. @throws ValidationError when there are none. */
  choice<T>(items: readonly T[]): T;
  /** A new array in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** Normally distributed (Box–Muller); by default with mean 0 and standard deviation 1. */
  normal(mean?: number, standardDeviation?: number): number;
}
