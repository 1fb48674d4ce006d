import { checkJson, type StepResult } from '@datagenflow/block-sdk/host';
import { ValidationError } from '@datagenflow/contracts';

const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * What a block gave as JSON text. Undefined passes: that it is no object is for the engine to say.
 * @throws ValidationError `not_json` naming the path of what JSON can’t carry, `output_too_large`.
 */
export function serializeResult(result: StepResult): string {
  if (result.kind === 'output' && result.output !== undefined) checkJson(result.output);
  const text = JSON.stringify(result);
  if (text.length <= MAX_CHARACTERS) return text;
  throw new ValidationError(
    `The output has ${text.length} characters of JSON. Return less, or split the work over a multiplier.`,
    { code: 'output_too_large', detail: { characters: text.length, max: MAX_CHARACTERS } },
  );
}
