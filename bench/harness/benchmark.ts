import type { MachineNoise } from './machine-noise.ts';

/** Something to be measured, by its own name: `npm run bench -- NAME`. */
export interface Benchmark {
  name: string;
  /** Takes all its measurements. Throws when what it measured did not do its work. */
  run(options: BenchmarkOptions): Promise<Figure[]>;
}

/** How thoroughly to measure. */
export interface BenchmarkOptions {
  /** Few rounds, small sizes: all benchmarks together take a few minutes. */
  isQuick: boolean;
  /** To be sampled before each round. */
  noise: MachineNoise;
}

/** A statement about performance, with the measurements behind it. */
export interface Figure {
  /** Row of the table of targets, such as `P6`. */
  id: string;
  name: string;
  unit: string;
  rounds: Round[];
  /** Limits for the ratio of what was measured to what it is held against. */
  targets: Target[];
  growth?: Growth;
}

/** One measurement and, from the same minute and in the same unit, what it is held against. */
export interface Round {
  measured: number;
  against: Record<string, number>;
}

/** Holds when the median of the rounds’ ratios is within. */
export interface Target {
  against: string;
  atMost?: number;
  atLeast?: number;
}

/** How cost grows: about as `size ** exponent`. */
export interface Growth {
  of: string;
  from: number;
  to: number;
  exponent: number;
}
