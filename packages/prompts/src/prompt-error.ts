import { DataGenFlowError } from '@datagenflow/contracts';
import type { Position } from './position.js';

/** Stable codes of what can be wrong with a prompt. The last two happen while rendering. */
export type PromptErrorCode =
  | 'prompt_not_text'
  | 'prompt_too_large'
  | 'prompt_syntax'
  | 'jinja_syntax'
  | 'unsupported_syntax'
  | 'unknown_helper'
  | 'helper_argument'
  | 'unknown_variable'
  | 'prompt_output_limit';

/**
 * A prompt cannot be compiled or rendered. `detail` holds `line` and `column` (both from 1) where
 * a place is known, and what the code calls for: `name`, `known`, `nearest`, `suggestion`, `limit`.
 */
export class PromptError extends DataGenFlowError {
  declare readonly code: PromptErrorCode;

  constructor(
    code: PromptErrorCode,
    message: string,
    place: { at?: Position | undefined; detail?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    const { at, detail, cause } = place;
    super(code, at === undefined ? message : `Line ${at.line}, column ${at.column}: ${message}`, {
      detail: { ...(at && { line: at.line, column: at.column }), ...detail },
      status: 422,
      cause,
    });
  }
}
