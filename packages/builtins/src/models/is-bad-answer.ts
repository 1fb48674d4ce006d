import { DataGenFlowError } from '@datagenflow/block-sdk';

const BAD_ANSWERS = new Set([
  'structured_output_invalid',
  'model_refused',
  'empty_answer',
  'truncated_answer',
]);

/**
 * Whether a model did answer, but with nothing usable. Asking about other things may still work,
 * which can't be said of an outage or wrong credentials.
 */
export function isBadAnswer(error: unknown): error is DataGenFlowError {
  return error instanceof DataGenFlowError && BAD_ANSWERS.has(error.code);
}
