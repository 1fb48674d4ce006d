import { Type, type BlockContext } from '@datagenflow/block-sdk';
import type { Criterion, Question } from './score-criteria.js';

/** Which of two answers is better; a tie when the orders of presentation disagree. */
export type Verdict = 'a' | 'b' | 'tie';

/** A verdict, how often each won (a tie is half a win), and why. */
export interface PairJudgement {
  verdict: Verdict;
  scores: { a: number; b: number };
  rationale: string;
}

const Comparison = Type.Object({
  rationale: Type.String(),
  better: Type.Union([Type.Literal('first'), Type.Literal('second'), Type.Literal('tie')]),
});

/** Has a model compare two answers in both orders, since models favour a position. */
export async function compareAnswers(
  answers: { a: string; b: string },
  criteria: readonly Criterion[],
  question: Question,
  context: BlockContext,
): Promise<PairJudgement> {
  const { a, b } = answers;
  const orders = [
    compareOnce(a, b, criteria, question, context),
    compareOnce(b, a, criteria, question, context),
  ] as const;
  // Both end before either fails: what is bought is billed to the execution that asked for it.
  await Promise.allSettled(orders);
  const [forward, backward] = await Promise.all(orders);
  const winners: Verdict[] = [
    { first: 'a', second: 'b', tie: 'tie' } as const,
    { first: 'b', second: 'a', tie: 'tie' } as const,
  ].map((names, index) => names[(index === 0 ? forward : backward).better]);
  const [one = 'tie', other = 'tie'] = winners;
  return {
    verdict: one === other ? one : 'tie',
    scores: { a: share(winners, 'a'), b: share(winners, 'b') },
    rationale: `a before b: ${forward.rationale}\nb before a: ${backward.rationale}`,
  };
}

async function compareOnce(
  first: string,
  second: string,
  criteria: readonly Criterion[],
  { parameters, task, instructions }: Question,
  context: BlockContext,
) {
  const lines = criteria.map(({ name, description }) => `- ${name}: ${description}`);
  const material = task === '' ? { first, second } : { task, first, second };
  const { value } = await context.llm.generate({
    ...parameters,
    schema: Comparison,
    messages: [
      { role: 'system', content: instructions },
      {
        role: 'user',
        content: [
          'Say which answer is better, the first or the second, or that they are equally good. ' +
            'Explain first. Length and order do not count. Criteria:',
          ...lines,
          '',
          JSON.stringify(material, null, 2),
        ].join('\n'),
      },
    ],
  });
  return value;
}

function share(winners: readonly Verdict[], name: Verdict): number {
  const points = winners.map((winner) => (winner === name ? 1 : winner === 'tie' ? 0.5 : 0));
  return points.reduce<number>((sum, point) => sum + point, 0) / winners.length;
}
