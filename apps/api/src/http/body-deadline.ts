import type { Request, RequestHandler, Response } from 'express';
import type { ServerLimits } from '../server-limits.js';

/**
 * Refuses bodies (408) that take too long: uploads that pause for long, all others that take long
 * in all. Closes their connection.
 */
export function bodyDeadline({
  bodyMs,
  uploadIdleMs,
}: Pick<ServerLimits, 'bodyMs' | 'uploadIdleMs'>): RequestHandler {
  return (request, response, next) => {
    if (!hasBody(request)) return next();
    const isUpload = request.is('multipart/form-data') !== false;
    const limitMs = isUpload ? uploadIdleMs : bodyMs;
    const why = isUpload ? 'Nothing of the upload arrived for' : 'The body took longer than';
    const timer = setTimeout(() => refuse(request, response, limitMs, why), limitMs);
    if (isUpload) request.on('data', () => timer.refresh()).pause();
    request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
    next();
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuse(request: Request, response: Response, limitMs: number, why: string): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  response.once('finish', () => request.destroy());
  response
    .status(408)
    .set('Connection', 'close')
    .json({
      error: `${why} ${limitMs / 1_000} seconds. Send it again.`,
      code: 'body_too_slow',
      detail: { limit_ms: limitMs },
    });
}
