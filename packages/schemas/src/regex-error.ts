import { DataGenFlowError } from '@datagenflow/contracts';

/** A regular expression is malformed or needs more than linear time. Status 422. */
export class RegexError extends DataGenFlowError {
  constructor(code: 'regex_invalid' | 'regex_unsupported', message: string, pattern: string) {
    super(code, message, { status: 422, detail: { pattern } });
  }
}
