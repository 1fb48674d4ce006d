import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { ValidationError, type Json } from '@datagenflow/contracts';

/**
 * Parses JSON text.
 * @throws ValidationError `json_invalid` with line and column, counted from 1
 */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const { line, column, what } = locate(text, cause);
    throw new ValidationError(
      `The JSON is broken at line ${line}, column ${column}: ${what}. Nothing was run; mend the file and try again.`,
      { code: 'json_invalid', detail: { line, column }, cause },
    );
  }
}

function locate(text: string, cause: unknown): { line: number; column: number; what: string } {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const offset = first?.offset ?? text.length;
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { line, column, what: first === undefined ? reason : spell(printParseErrorCode(first.error)) };
}

/** `CommaExpected` → `comma expected`. */
function spell(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
