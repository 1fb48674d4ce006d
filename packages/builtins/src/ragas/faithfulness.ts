import { Type } from '@datagenflow/block-sdk';
import { withoutScore, type Metric } from './metric.js';

const Statements = Type.Object({ statements: Type.Array(Type.String(), { maxItems: 100 }) });
const Verdict = Type.Object({ reason: Type.String(), supported: Type.Boolean() });

/**
 * Faithfulness (S. Es et al., “RAGAS: Automated Evaluation of Retrieval Augmented Generation”,
 * 2023): statements of the answer that follow from the contexts, divided by all of them.
 */
export const measureFaithfulness: Metric = async ({ question, answer, contexts }, judge) => {
  const { statements } = await judge.ask(
    Statements,
    'Break the answer down into statements. Each makes one claim and can be understood by itself, ' +
      'without pronouns. Leave out what claims nothing.',
    { question, answer },
  );
  if (statements.length === 0) return withoutScore('the answer makes no statements');
  const size = { minItems: statements.length, maxItems: statements.length };
  const { verdicts } = await judge.ask(
    Type.Object({ verdicts: Type.Array(Verdict, size) }),
    'For each statement, in order, say whether it can be inferred from the contexts alone. ' +
      `Give exactly ${statements.length} verdicts.`,
    { contexts, statements },
  );
  return { score: verdicts.filter(({ supported }) => supported).length / statements.length };
};
