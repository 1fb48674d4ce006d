import { ConflictError, DataGenFlowError, NotFoundError } from '@datagenflow/contracts';

/**
 * What a driver’s error means to a user: {@link ConflictError} `already_exists`,
 * {@link NotFoundError} `reference_missing`, `disk_full` (507), `database_unavailable` (503).
 * Anything else is returned as it is: a bug.
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DataGenFlowError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNIQUE.has(code)) {
    return new ConflictError('Something with this name or key exists already. Choose another.', {
      code: 'already_exists',
      cause: error,
    });
  }
  if (MISSING.has(code)) {
    return new NotFoundError('What this belongs to does not exist (any more).', {
      code: 'reference_missing',
      cause: error,
    });
  }
  if (FULL.has(code)) {
    return new DataGenFlowError(
      'disk_full',
      'The disk is full. Nothing was stored; free some space and try again.',
      { status: 507, cause: error },
    );
  }
  if (isLost(error, code)) {
    return new DataGenFlowError(
      'database_unavailable',
      'The database does not answer. Check that it runs and that its address is right.',
      { status: 503, cause: error },
    );
  }
  return error;
}

/** Whether there is no connection, or none any more. The driver says some of that in words only. */
function isLost({ message }: Error, code: string): boolean {
  if (code === '') return LOST.test(message);
  return UNAVAILABLE.has(code) || code.startsWith('08');
}

const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/;
const UNIQUE = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505']);
const MISSING = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);
const FULL = new Set(['SQLITE_FULL', '53100']);
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  // Ended by an administrator, by a crash, or starting and stopping; no more connections.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // Idle for too long, says the server; taking no writes, as one that is not the first (yet).
  '25P03',
  '57P05',
  '25006',
]);
