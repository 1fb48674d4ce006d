import type { ErrorBody } from '@datagenflow/contracts';

/** The API refused or failed. `message` says what happened and what to do, as the server wrote it. */
export class ApiError extends Error {
  /** Stable, snake_case. */
  readonly code: string;
  readonly status: number;
  readonly detail: Record<string, unknown>;

  constructor(status: number, body: ErrorBody) {
    super(body.error);
    this.name = 'ApiError';
    this.code = body.code;
    this.status = status;
    this.detail = body.detail;
  }
}

/** The server could not be reached at all. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('DataGenFlow does not answer. Is it still running? This page tries again by itself.', {
      cause,
    });
    this.name = 'ConnectionError';
  }
}
