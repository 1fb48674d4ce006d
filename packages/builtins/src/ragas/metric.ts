import type { Static, TSchema } from '@datagenflow/block-sdk';

/** What RAGAS metrics are computed from. */
export interface RagasSample {
  question: string;
  answer: string;
  contexts: readonly string[];
  groundTruth: string;
}

/** The models that judge. */
export interface Judge {
  /** One structured answer. */
  ask<S extends TSchema>(schema: S, task: string, material: object): Promise<Static<S>>;
  /** The cosine of `text` with each of the others. */
  compare(text: string, others: readonly string[]): Promise<number[]>;
}

/** Computes a score from 0 to 1, or says why there is none. */
export type Metric = (sample: RagasSample, judge: Judge) => Promise<MetricResult>;

/** A score, or why there is none. */
export type MetricResult = { score: number } | { score: null; reason: string };

/** A result without a score. */
export function withoutScore(reason: string): MetricResult {
  return { score: null, reason };
}
