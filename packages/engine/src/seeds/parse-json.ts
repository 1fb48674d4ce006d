import { printParseErrorCode, visit } from 'jsonc-parser';
import { ValidationError, type Json } from '@datagenflow/contracts';

/** Deepest nesting that is read. */
export const MAX_DEPTH = 500;

/** Where a text stands in its document. */
export interface JsonFrame {
  /** What stands in for the document before and behind the text. */
  before: string;
  after: string;
  /** Of the first character of the text, counted from 1. */
  line: number;
  column: number;
}

const WHOLE: JsonFrame = { before: '', after: '', line: 1, column: 1 };

/**
 * Parses JSON text, at most 500 levels deep.
 * @throws ValidationError `json_invalid`, with line and column, counted from 1, where they are known
 */
export function parseJson(text: string, frame: JsonFrame = WHOLE): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    refuseFirstError(text, frame, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ValidationError(`The JSON is broken: ${reason}.`, { code: 'json_invalid', cause });
  }
  refuseDepth(value, MAX_DEPTH);
  return value;
}

/** The error of JSON that is broken at a place, both counted from 1. */
export function brokenAt(
  line: number,
  column: number,
  what: string,
  cause?: unknown,
): ValidationError {
  return new ValidationError(
    `The JSON is broken at line ${line}, column ${column}: ${what}. Nothing was run; mend the file and try again.`,
    { code: 'json_invalid', detail: { line, column }, cause },
  );
}

/** Reads the text again, for the place of the first error. */
function refuseFirstError(text: string, frame: JsonFrame, cause: unknown): void {
  let depth = 0;
  const refuse = (line: number, column: number, what: string): never => {
    const first = frame.column - frame.before.length;
    throw brokenAt(frame.line + line, (line === 0 ? first : 1) + column, what, cause);
  };
  const enter = (_offset: number, _length: number, line: number, column: number): void => {
    depth += 1;
    if (depth > MAX_DEPTH) refuse(line, column, 'it is nested too deeply');
  };
  const leave = (): void => {
    depth -= 1;
  };
  visit(
    frame.before + text + frame.after,
    {
      onObjectBegin: enter,
      onArrayBegin: enter,
      onObjectEnd: leave,
      onArrayEnd: leave,
      onError: (error, _offset, _length, line, column) =>
        refuse(line, column, spell(printParseErrorCode(error))),
    },
    { disallowComments: true, allowTrailingComma: false },
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
