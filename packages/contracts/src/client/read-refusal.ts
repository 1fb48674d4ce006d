import { DataGenFlowError, type ErrorBody } from '../errors/datagenflow-error.js';

/** The error that an answer holds, also one that something in between has written. */
export function readRefusal(status: number, text: string): DataGenFlowError {
  const { error, code, detail } = readBody(text) ?? foreignBody(status);
  return new DataGenFlowError(code, error, { status, detail });
}

function readBody(text: string): ErrorBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (!isObject(body) || typeof body.error !== 'string') return undefined;
    return {
      error: body.error,
      code: typeof body.code === 'string' ? body.code : 'unknown',
      detail: isObject(body.detail) ? body.detail : {},
    };
  } catch {
    return undefined;
  }
}

function foreignBody(status: number): ErrorBody {
  return {
    error: `The server answered ${status} without a message. Look at its log, then try again.`,
    code: `http_${status}`,
    detail: {},
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
