import type { RequestHandler } from 'express';
import type { ServerLimits } from '../server-limits.js';

/**
 * Breaks off answers of which the client takes nothing for half to all of the time, so that what
 * they are read from is let go. An answer that nothing was written of yet may take its time.
 */
export function answerDeadline({
  answerIdleMs,
}: Pick<ServerLimits, 'answerIdleMs'>): RequestHandler {
  return (_request, response, next) => {
    // Node waits a second time when anything of the last write was taken in the first.
    response.setTimeout(answerIdleMs / 2, () => {
      if (response.writableLength > 0) response.destroy();
    });
    next();
  };
}
