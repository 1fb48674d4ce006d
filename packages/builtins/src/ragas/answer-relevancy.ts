import { Type } from '@datagenflow/block-sdk';
import { withoutScore, type Metric } from './metric.js';

/** How many questions are guessed from the answer; RAGAS takes 3. */
const QUESTIONS = 3;

const Guesses = Type.Object({
  questions: Type.Array(Type.String(), { minItems: QUESTIONS, maxItems: QUESTIONS }),
  noncommittal: Type.Boolean(),
});

/**
 * Answer relevancy (S. Es et al., 2023): the mean cosine similarity of the question with questions
 * that a model guesses from the answer; 0 when the answer is evasive.
 */
export const measureAnswerRelevancy: Metric = async ({ question, answer }, judge) => {
  const { questions, noncommittal } = await judge.ask(
    Guesses,
    `Write ${QUESTIONS} different questions that this answer would answer. Say also whether the ` +
      'answer is noncommittal: evasive or vague, such as "I do not know".',
    { answer },
  );
  if (noncommittal) return { score: 0 };
  const asked = questions.filter((text) => text.trim() !== '');
  if (asked.length === 0) return withoutScore('no question could be guessed from the answer');
  const similarities = await judge.compare(question, asked);
  return { score: similarities.reduce((sum, value) => sum + value, 0) / similarities.length };
};
