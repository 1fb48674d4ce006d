import { ValidationError, type Json, type JsonObject } from '@datagenflow/contracts';
import { freezeJson, notJson } from './freeze-json.js';

/** What a step says it returns. */
export interface DeclaredOutput {
  /** Names the block in messages. */
  type: string;
  /** `*` stands for any but `metadata`. */
  outputs: readonly string[];
  /** Of the outputs, those that the pipeline gives another name: `metadata` may be one. */
  renames?: { has: (output: string) => boolean };
}

/** Throws when a value is no plain JSON, or too much of it. */
export type JsonJudge = (value: unknown) => Json;

/**
 * What a block returned, frozen: a plain JSON object of declared fields, of at most 16 MB.
 * @param judge checks that it is plain JSON; with `checkJson` it is not frozen
 * @throws ValidationError `not_json`, `output_too_large`; `undeclared_output`, which names the extra
 * ones in `detail.extra_fields`
 */
export function checkOutput(
  output: unknown,
  declared: DeclaredOutput,
  judge: JsonJudge = freezeJson,
): JsonObject {
  refuseNoObject(output, '');
  judge(output);
  refuseUndeclared(output, declared);
  return output;
}

/**
 * What a multiplier returned, frozen: one entry per branch, each checked like an output; together
 * they are no larger than one.
 * @throws ValidationError `not_a_list` and those of {@link checkOutput}
 */
export function checkBranches(
  output: unknown,
  declared: DeclaredOutput,
  judge: JsonJudge = freezeJson,
): JsonObject[] {
  if (!Array.isArray(output)) {
    throw new ValidationError(
      `A multiplier has to return an array of objects, one per branch, not ${kindOf(output)}`,
      { code: 'not_a_list' },
    );
  }
  judge(output);
  return output.map((entry: unknown, index) => {
    refuseNoObject(entry, `/${index}`);
    refuseUndeclared(entry, declared);
    return entry;
  });
}

function refuseNoObject(output: unknown, path: string): asserts output is JsonObject {
  if (typeof output === 'object' && output !== null && !Array.isArray(output)) return;
  throw notJson(path, `must be an object of fields, not ${kindOf(output)}`);
}

function refuseUndeclared(output: JsonObject, { type, outputs, renames }: DeclaredOutput): void {
  const isOpen = outputs.includes('*');
  const isAllowed = (field: string): boolean =>
    isOpen ? field !== 'metadata' || renames?.has(field) === true : outputs.includes(field);
  const fields = Object.keys(output);
  const extra = fields.filter((field) => !isAllowed(field));
  if (extra.length === 0) return;
  const what = isOpen
    ? `'metadata', which is the seed's. Use another name.`
    : `undeclared fields: ${extra.join(', ')}. It declares ${outputs.join(', ') || 'none'}.`;
  throw new ValidationError(`Block '${type}' returned ${what}`, {
    code: 'undeclared_output',
    detail: {
      block_type: type,
      declared_outputs: [...outputs],
      actual_outputs: fields,
      extra_fields: extra,
    },
  });
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
