import { randomUUID } from 'node:crypto';
import { DataGenFlowError, type ErrorBody } from '@datagenflow/contracts';
import type { ErrorRequestHandler } from 'express';
import { ClientGone } from './client-gone.js';

/** Told about what no handler expected. */
export type ReportBug = (traceId: string, error: unknown) => void;

/**
 * Turns errors into answers: ours as they are, the parsers’ in words, bugs scrubbed. What fails in
 * the middle of an answer is reported and breaks the connection, so that it does not look whole.
 * What is said of a request that was answered already, such as of a body we broke off, is nothing.
 */
export function errorHandler(report: ReportBug): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    if (isClientGone(error)) return;
    if (response.writableEnded && isExpected(error)) return;
    if (response.headersSent) {
      report(randomUUID(), error);
      if (!response.writableEnded) response.destroy();
      return;
    }
    const { status, body } = toAnswer(error, report);
    const { retry_after: seconds } = body.detail;
    if (typeof seconds === 'number') response.set('Retry-After', String(seconds));
    else if (status === 503) response.set('Retry-After', '1');
    response.status(status).json(body);
  };
}

/** As it is, or as the reason of what was aborted. */
function isClientGone(error: unknown): boolean {
  return (
    error instanceof ClientGone || (error instanceof Error && error.cause instanceof ClientGone)
  );
}

function isExpected(error: unknown): boolean {
  return error instanceof DataGenFlowError || isHttpError(error);
}

function toAnswer(error: unknown, report: ReportBug): { status: number; body: ErrorBody } {
  if (error instanceof DataGenFlowError) return { status: error.status, body: error.toJSON() };
  if (isHttpError(error)) return fromParser(error);
  const traceId = randomUUID();
  report(traceId, error);
  const message = 'Something went wrong that should not. The log holds more under this trace id.';
  return { status: 500, body: { error: message, code: 'internal', detail: { trace_id: traceId } } };
}

interface HttpError {
  status: number;
  type: string;
  message: string;
  /** Of a body that is too large: how many bytes it may have. */
  limit?: number;
}

/** What express’s body parsers and router throw. */
function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

function fromParser({ status, type, message, limit = 0 }: HttpError): {
  status: number;
  body: ErrorBody;
} {
  switch (type) {
    case 'entity.parse.failed':
      return answer(400, 'json_invalid', `The body is not JSON: ${message}`);
    case 'request.aborted':
      return answer(400, 'body_incomplete', 'The body ended before it was whole.');
    case 'entity.too.large':
      return answer(
        413,
        'body_too_large',
        `The body is larger than ${limit / 1024 ** 2} MB, the limit here. Send less at once; seeds may come as a file.`,
      );
    default:
      return answer(status < 500 ? status : 400, 'bad_request', message);
  }
}

function answer(status: number, code: string, error: string): { status: number; body: ErrorBody } {
  return { status, body: { error, code, detail: {} } };
}
