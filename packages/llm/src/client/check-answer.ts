import type { ModelAnswer } from '@datagenflow/contracts';
import { ModelError } from '../errors/model-error.js';

/** The error for an answer without text; undefined when it has some. */
export function findMissingText(answer: ModelAnswer, model: string): ModelError | undefined {
  if (answer.text !== null && answer.text.trim() !== '') return undefined;
  const detail = { model, finish_reason: answer.finish_reason };
  switch (answer.finish_reason) {
    case 'refusal':
    case 'content_filter':
      return new ModelError(
        'model_refused',
        `The model '${model}' refused to answer. Reword the prompt or use another model.`,
        { detail },
      );
    case 'length':
      return new ModelError(
        'truncated_answer',
        `The model '${model}' reached its length limit before it wrote anything. Raise max_tokens.`,
        { detail },
      );
    default:
      return new ModelError(
        'empty_answer',
        `The model '${model}' answered with no text. Try again or use another model.`,
        { detail },
      );
  }
}
