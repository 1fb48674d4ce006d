import { printParseErrorCode, visit } from 'jsonc-parser';
import { ValidationError, type Json } from '@datagenflow/contracts';

const MAX_DEPTH = 500;

/**
 * Parses JSON text, at most 500 levels deep.
 * @throws ValidationError `json_invalid`, with line and column, counted from 1, where they are known
 */
export function parseJson(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    refuseFirstError(text, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ValidationError(`The JSON is broken: ${reason}.`, { code: 'json_invalid', cause });
  }
  refuseDepth(value, MAX_DEPTH);
  return value;
}

/** Reads the text again, for the place of the first error. */
function refuseFirstError(text: string, cause: unknown): void {
  let depth = 0;
  const enter = (_offset: number, _length: number, line: number, column: number): void => {
    depth += 1;
    if (depth > MAX_DEPTH) throw brokenAt(line, column, 'it is nested too deeply', cause);
  };
  const leave = (): void => {
    depth -= 1;
  };
  visit(
    text,
    {
      onObjectBegin: enter,
      onArrayBegin: enter,
      onObjectEnd: leave,
      onArrayEnd: leave,
      onError: (error, _offset, _length, line, column) => {
        throw brokenAt(line, column, spell(printParseErrorCode(error)), cause);
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
}

function brokenAt(line: number, column: number, what: string, cause: unknown): ValidationError {
  const place = { line: line + 1, column: column + 1 };
  return new ValidationError(
    `The JSON is broken at line ${place.line}, column ${place.column}: ${what}. Nothing was run; mend the file and try again.`,
    { code: 'json_invalid', detail: place, cause },
  );
}

/** `CommaExpected` → `comma expected`. */
function spell(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

function refuseDepth(value: Json, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) {
    throw new ValidationError(`The JSON is nested too deeply: ${MAX_DEPTH} levels are the limit.`, {
      code: 'json_invalid',
    });
  }
  for (const item of Object.values(value)) refuseDepth(item, left - 1);
}
