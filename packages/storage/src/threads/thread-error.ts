import { DataGenFlowError } from '@datagenflow/contracts';

/** An error as plain data, because classes do not cross from a thread to another. */
export type ThreadError =
  | { code: string; message: string; status: number; detail: Record<string, unknown> }
  | { bug: string };

/** What was thrown, to be sent to another thread. */
export function toThreadError(thrown: unknown): ThreadError {
  if (!(thrown instanceof DataGenFlowError)) return { bug: String(thrown) };
  const { code, message, status, detail } = thrown;
  return { code, message, status, detail };
}

/** The error again. */
export function fromThreadError(error: ThreadError): Error {
  if ('bug' in error) return new Error(error.bug);
  const { code, message, status, detail } = error;
  return new DataGenFlowError(code, message, { status, detail });
}
