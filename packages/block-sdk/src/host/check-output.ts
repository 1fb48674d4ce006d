import { ValidationError } from '@datagenflow/contracts';
import { findNonJson } from '../context/find-non-json.js';

/** What a block says it returns. */
export interface DeclaredOutput {
  /** Names of the type in messages. */
  type: string;
  /** `['*']` allows any. */
  outputs: readonly string[];
  is_multiplier: boolean;
}

/**
 * Checks what a block returned: a plain JSON object of declared outputs, or an array of them for
 * a multiplier.
 * @throws ValidationError with code `not_json` or `undeclared_output`; the latter names the
 * extra ones in `detail.extra_fields`.
 */
export function checkOutput(output: unknown, declared: DeclaredOutput): void {
  if (declared.is_multiplier && !Array.isArray(output)) {
    throw notJson(declared, '', `must return an array, one entry per branch, not ${kind(output)}`);
  }
  const entries: unknown[] = declared.is_multiplier ? (output as unknown[]) : [output];
  for (const [index, entry] of entries.entries()) {
    checkFields(entry, declared, declared.is_multiplier ? `/${index}` : '');
  }
}

function checkFields(entry: unknown, declared: DeclaredOutput, path: string): void {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw notJson(declared, path, `must return an object of fields, not ${kind(entry)}`);
  }
  const found = findNonJson(entry, path);
  if (found !== undefined) {
    const place = found.path === '' ? 'what it returned' : found.path;
    throw notJson(declared, found.path, `must return plain JSON: ${place} ${found.message}`);
  }
  if (declared.outputs.includes('*')) return;
  const extra = Object.keys(entry).filter((field) => !declared.outputs.includes(field));
  if (extra.length === 0) return;
  throw new ValidationError(
    `Block '${declared.type}' returned undeclared fields: ${extra.join(', ')}. ` +
      `It declares ${declared.outputs.join(', ') || 'none'}.`,
    {
      code: 'undeclared_output',
      detail: {
        block_type: declared.type,
        declared_outputs: [...declared.outputs],
        actual_outputs: Object.keys(entry),
        extra_fields: extra,
      },
    },
  );
}

function notJson(declared: DeclaredOutput, path: string, what: string): ValidationError {
  return new ValidationError(`Block '${declared.type}' ${what}.`, {
    code: 'not_json',
    detail: { block_type: declared.type, path },
  });
}

function kind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
