import { Type } from '@datagenflow/block-sdk';
import { withoutScore, type Metric } from './metric.js';

const Attributions = Type.Object({
  statements: Type.Array(
    Type.Object({ statement: Type.String(), reason: Type.String(), attributed: Type.Boolean() }),
    { maxItems: 100 },
  ),
});

/**
 * Context recall, as the RAGAS documentation defines it: statements of the reference answer that
 * can be attributed to the contexts, divided by all of them.
 */
export const measureContextRecall: Metric = async ({ question, groundTruth, contexts }, judge) => {
  const { statements } = await judge.ask(
    Attributions,
    'Break the answer down into its sentences, and for each say whether it can be attributed to ' +
      'the contexts.',
    { question, answer: groundTruth, contexts },
  );
  if (statements.length === 0) return withoutScore('the ground truth makes no statements');
  return { score: statements.filter(({ attributed }) => attributed).length / statements.length };
};
