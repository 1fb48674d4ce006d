import { ValidationError, type JsonObject } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { freezeJson, freezeJsonObject, requireObject } from './freeze-json.js';

/**
 * The output of a step, checked, frozen and under the names its pipeline gives it.
 * @throws ValidationError `undeclared_output`, `duplicate_output`, `not_json`, `output_too_large`
 */
export function checkOutput(step: CompiledStep, output: unknown): JsonObject {
  return checkFields(step, freezeJsonObject(output));
}

/**
 * The entries of a multiplier, one per branch, each checked like an output; together they are no
 * larger than one.
 * @throws ValidationError `not_a_list` and those of {@link checkOutput}
 */
export function checkBranches(step: CompiledStep, output: unknown): JsonObject[] {
  if (!Array.isArray(output)) {
    throw new ValidationError('A multiplier has to return an array of objects, one per branch', {
      code: 'not_a_list',
    });
  }
  freezeJson(output);
  return output.map((entry: unknown, i) => {
    requireObject(entry, [i]);
    return checkFields(step, entry);
  });
}

function checkFields(step: CompiledStep, output: JsonObject): JsonObject {
  const declared = step.description.outputs;
  const isOpen = declared.includes('*');
  const isAllowed = (key: string): boolean =>
    isOpen ? key !== 'metadata' || step.renames.has(key) : declared.includes(key);
  const extra = Object.keys(output).filter((key) => !isAllowed(key));
  if (extra.length > 0) throw undeclared(step, output, extra);
  return step.renames.size === 0 ? output : rename(step, output);
}

function rename({ renames }: CompiledStep, output: JsonObject): JsonObject {
  const fields = new Map<string, JsonObject[string]>();
  for (const [key, value] of Object.entries(output)) {
    const field = renames.get(key) ?? key;
    if (fields.has(field)) {
      throw new ValidationError(`Two of its outputs are both written to '${field}'`, {
        code: 'duplicate_output',
        detail: { field },
      });
    }
    fields.set(field, value);
  }
  return Object.freeze(Object.fromEntries(fields));
}

function undeclared(step: CompiledStep, output: JsonObject, extra: string[]): ValidationError {
  const declared = step.description.outputs;
  return new ValidationError(
    `Block '${step.type}' returned undeclared fields: ${extra.join(', ')}. It declares ${declared.join(', ') || 'none'}.`,
    {
      code: 'undeclared_output',
      detail: {
        block_type: step.type,
        declared_outputs: declared,
        actual_outputs: Object.keys(output),
        extra_fields: extra,
      },
    },
  );
}
