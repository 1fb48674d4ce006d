import {
  BlockExecutionError,
  BlockNotFoundError,
  ConfigError,
  ConflictError,
  ConstraintExceededError,
  DataGenFlowError,
  DependencyError,
  NotFoundError,
  ValidationError,
} from '@datagenflow/contracts';

/** An error as it crosses between processes. */
export interface WireError {
  name: string;
  message: string;
  stack?: string;
  /** Set for a DataGenFlowError. */
  typed?: { code: string; status: number; detail: Record<string, unknown> };
  cause?: WireError;
  /** The failed call that raised it, if it is that call’s own error. */
  call?: number;
}

/** Which call of a port raised an error, kept by the host that revived it. */
export type ErrorOrigins = Pick<WeakMap<object, number>, 'get'>;

const MAX_CAUSES = 5;

/** Describes whatever was thrown, an error or not. */
export function toWireError(thrown: unknown, origins?: ErrorOrigins, depth = 0): WireError {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: `Threw ${describeValue(thrown)} instead of an Error.` };
  }
  const call = origins?.get(thrown);
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof thrown.stack === 'string' && { stack: thrown.stack }),
    ...(isTyped(thrown) && { typed: readTyped(thrown) }),
    ...(thrown.cause !== undefined &&
      depth < MAX_CAUSES && { cause: toWireError(thrown.cause, origins, depth + 1) }),
    ...(call !== undefined && { call }),
  };
}

/**
 * The error again, of the class it had if that is one of ours. `known` holds the errors that calls
 * of this side raised, so that such a one comes back as the very object it was.
 */
export function fromWireError(wire: WireError, known?: ReadonlyMap<number, unknown>): Error {
  const own = wire.call === undefined ? undefined : known?.get(wire.call);
  if (own instanceof Error) return own;
  const cause = wire.cause && fromWireError(wire.cause, known);
  const error = revive(wire, cause);
  if (error.name !== wire.name) {
    Object.defineProperty(error, 'name', { value: wire.name, configurable: true });
  }
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

const CLASSES = {
  BlockExecutionError,
  BlockNotFoundError,
  ConfigError,
  ConflictError,
  ConstraintExceededError,
  DependencyError,
  NotFoundError,
  ValidationError,
} as const;

function revive({ name, message, typed }: WireError, cause: Error | undefined): Error {
  const because = cause === undefined ? {} : { cause };
  if (typed === undefined) return new Error(message, because);
  if (Object.hasOwn(CLASSES, name)) {
    const { code, detail } = typed;
    return new CLASSES[name as keyof typeof CLASSES](message, { code, detail, ...because });
  }
  return new DataGenFlowError(typed.code, message, { ...typed, ...because });
}

/** Ours, from any copy of the contracts. */
function isTyped(error: Error): error is DataGenFlowError {
  const { code, status, toJSON } = error as Partial<DataGenFlowError>;
  return typeof code === 'string' && typeof status === 'number' && typeof toJSON === 'function';
}

function readTyped({ code, status, detail }: DataGenFlowError): WireError['typed'] & object {
  return { code, status, detail: toPlain(detail) };
}

/** What JSON keeps of it: details are written by users too. */
function toPlain(detail: unknown): Record<string, unknown> {
  try {
    return Object(JSON.parse(JSON.stringify(detail ?? {}))) as Record<string, unknown>;
  } catch {
    return { unreadable: 'The detail of this error is not JSON.' };
  }
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the text “${value.slice(0, 500)}”`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return `the value ${JSON.stringify(value).slice(0, 500)}`;
  } catch {
    return 'an object';
  }
}
