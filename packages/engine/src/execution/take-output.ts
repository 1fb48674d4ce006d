import { checkBranches, checkOutput, type DeclaredOutput } from '@datagenflow/block-sdk/host';
import { ValidationError, type JsonObject } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';

/**
 * The output of a step, checked, frozen and under the names its pipeline gives it.
 * @throws ValidationError `duplicate_output` and those of `checkOutput`
 */
export function takeOutput(step: CompiledStep, output: unknown): JsonObject {
  return rename(step, checkOutput(output, declaredBy(step)));
}

/**
 * The entries of a multiplier, one per branch, each like an output.
 * @throws ValidationError `duplicate_output` and those of `checkBranches`
 */
export function takeBranches(step: CompiledStep, output: unknown): JsonObject[] {
  return checkBranches(output, declaredBy(step)).map((entry) => rename(step, entry));
}

function declaredBy({ type, description, renames }: CompiledStep): DeclaredOutput {
  return { type, outputs: description.outputs, renames };
}

function rename({ renames }: CompiledStep, output: JsonObject): JsonObject {
  if (renames.size === 0) return output;
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
