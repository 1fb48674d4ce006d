/** What every error of ours can carry beside its message. */
export interface ErrorOptions {
  /** Facts a program can act on. Plain JSON. */
  detail?: Record<string, unknown>;
  /** HTTP status to answer with. */
  status?: number;
  /** What was caught. */
  cause?: unknown;
}

/** The body of every error answer, over HTTP and with `--json` in the CLI. */
export interface ErrorBody {
  error: string;
  code: string;
  detail: Record<string, unknown>;
}

/**
 * Base of all errors that a user can act on. `code` is stable, `message` says what happened and
 * what to do next. A plain `Error` is a bug.
 */
export class DataGenFlowError extends Error {
  /** Stable, snake_case. */
  readonly code: string;
  readonly detail: Record<string, unknown>;
  /** HTTP status to answer with. */
  readonly status: number;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.detail = options.detail ?? {};
    this.status = options.status ?? 400;
  }

  /** The body of an error answer. */
  toJSON(): ErrorBody {
    return { error: this.message, code: this.code, detail: this.detail };
  }
}
