import type { RequestHandler } from 'express';
import type { ServerLimits } from '../server-limits.js';

/**
 * Breaks off answers of which the client takes nothing for so long, so that what they are read from
 * is let go. An answer that nothing was written of yet may take its time.
 */
export function answerDeadline({
  answerIdleMs,
}: Pick<ServerLimits, 'answerIdleMs'>): RequestHandler {
  return (_request, response, next) => {
    response.setTimeout(answerIdleMs, () => {
      if (response.writableLength > 0) response.destroy();
    });
    next();
  };
}
