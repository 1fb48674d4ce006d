import { Type } from '@datagenflow/block-sdk';
import { mapConcurrently } from '../models/map-concurrently.js';
import type { Metric } from './metric.js';

const Verdict = Type.Object({ reason: Type.String(), useful: Type.Boolean() });
const CONTEXTS_AT_ONCE = 8;

/**
 * Context precision with a reference, as the RAGAS documentation defines it: the mean of the
 * precision at each rank that holds a useful context; 0 when none is useful.
 */
export const measureContextPrecision: Metric = async (
  { question, groundTruth, contexts },
  judge,
) => {
  const verdicts = await mapConcurrently(contexts, CONTEXTS_AT_ONCE, (context) =>
    judge.ask(
      Verdict,
      'Say whether the context was useful in arriving at the given answer to the question.',
      { question, answer: groundTruth, context },
    ),
  );
  return { score: averagePrecision(verdicts.map(({ useful }) => useful)) };
};

/** The mean over useful ranks k of (useful among the first k) / k. */
export function averagePrecision(useful: readonly boolean[]): number {
  let found = 0;
  let sum = 0;
  for (const [index, isUseful] of useful.entries()) {
    if (!isUseful) continue;
    found += 1;
    sum += found / (index + 1);
  }
  return found === 0 ? 0 : sum / found;
}
