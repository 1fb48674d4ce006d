import { Type, type BlockContext, type JsonObject } from '@datagenflow/block-sdk';
import type { ChatParameters } from '@datagenflow/contracts';

/** One thing to judge, on a scale. */
export interface Criterion {
  name: string;
  description: string;
  minimum: number;
  maximum: number;
  /** Least score to pass; null: any. */
  threshold: number | null;
}

/** What a judgement rests on. */
export interface Question {
  parameters: ChatParameters;
  /** What was asked of the one who is judged; may be empty. */
  task: string;
  instructions: string;
}

/** A score per criterion, and why. */
export interface RubricJudgement {
  scores: Record<string, number>;
  rationale: string;
}

/** Has a model score a text on each criterion, thinking before scoring. */
export async function scoreCriteria(
  text: string,
  criteria: readonly Criterion[],
  { parameters, task, instructions }: Question,
  context: BlockContext,
): Promise<RubricJudgement> {
  const scores = criteria.map(({ name, description, minimum, maximum }) => [
    name,
    Type.Integer({ minimum, maximum, description }),
  ]);
  const { value } = await context.llm.generate({
    ...parameters,
    schema: Type.Unsafe<JsonObject>(
      Type.Object({
        rationale: Type.String(),
        scores: Type.Object(Object.fromEntries(scores), { additionalProperties: false }),
      }),
    ),
    messages: [
      { role: 'system', content: instructions },
      { role: 'user', content: describeRubric(text, criteria, task) },
    ],
  });
  return value as unknown as RubricJudgement;
}

function describeRubric(text: string, criteria: readonly Criterion[], task: string): string {
  const scales = criteria.map(
    ({ name, description, minimum, maximum }) =>
      `- ${name} (${minimum} is worst, ${maximum} is best): ${description}`,
  );
  return [
    'Judge the answer. Explain first what speaks for and against it, then give a whole number for ' +
      'each criterion:',
    ...scales,
    '',
    JSON.stringify(task === '' ? { answer: text } : { task, answer: text }, null, 2),
  ].join('\n');
}
