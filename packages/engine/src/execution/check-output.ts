import { ValidationError, type JsonObject } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { freezeJson, freezeJsonObject } from './freeze-json.js';

/**
 * The output of a step, checked, frozen and under the names its pipeline gives it.
 * @throws ValidationError `undeclared_output`, `not_json`, `output_too_large`
 */
export function checkOutput(step: CompiledStep, output: unknown): JsonObject {
  return rename(step, checkDeclared(step, freezeJsonObject(output)));
}

/**
 * The entries of a multiplier, one per branch, each checked like an output.
 * @throws ValidationError `not_a_list` and those of {@link checkOutput}
 */
export function checkBranches(step: CompiledStep, output: unknown): JsonObject[] {
  if (!Array.isArray(output)) {
    throw new ValidationError(
      `Block '${step.type}' is a multiplier and has to return an array of objects`,
      { code: 'not_a_list', detail: { block_type: step.type } },
    );
  }
  freezeJson(output);
  return output.map((entry: unknown) => checkOutput(step, entry));
}

function checkDeclared(step: CompiledStep, output: JsonObject): JsonObject {
  const declared = step.description.outputs;
  const extra = declared.includes('*')
    ? Object.keys(output).filter((key) => key === 'metadata')
    : Object.keys(output).filter((key) => !declared.includes(key));
  if (extra.length === 0) return output;
  throw new ValidationError(
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

function rename({ renames }: CompiledStep, output: JsonObject): JsonObject {
  if (renames.size === 0) return output;
  return Object.freeze(
    Object.fromEntries(
      Object.entries(output).map(([key, value]) => [renames.get(key) ?? key, value]),
    ),
  ) as JsonObject;
}
