import type { Json, JsonObject, ModelAnswer } from '@datagenflow/contracts';
import type { CompiledSchema } from '@datagenflow/schemas';
import { extractJson } from './extract-json.js';
import { undoAdaptation } from './undo-adaptation.js';

/** A value that fits, or what is wrong with the answer. */
export type Reading =
  | { ok: true; value: Json }
  | { ok: false; code: 'structured_output_invalid' | 'truncated_answer'; problems: string[] };

/**
 * The value in an answer when it fits the schema. A value that fits is never changed; one that does
 * not is tried once more without what strict mode or JSON mode made the model add.
 */
export function readStructured(
  answer: ModelAnswer,
  schema: JsonObject,
  compiled: CompiledSchema<Json>,
): Reading {
  if (answer.finish_reason === 'length') {
    const problem = 'The answer was cut off at the length limit';
    return { ok: false, code: 'truncated_answer', problems: [problem] };
  }
  const extraction = extractJson(answer.text ?? '');
  if (!extraction.found) {
    const problem = `The answer is not valid JSON: ${extraction.reason}`;
    return { ok: false, code: 'structured_output_invalid', problems: [problem] };
  }
  const checked = compiled.check(extraction.value);
  if (checked.ok) return { ok: true, value: checked.value };
  const restored = compiled.check(undoAdaptation(extraction.value, schema));
  if (restored.ok) return { ok: true, value: restored.value };
  const problems = checked.issues.map((issue) => `${issue.path || 'The value'} ${issue.message}`);
  return { ok: false, code: 'structured_output_invalid', problems };
}
