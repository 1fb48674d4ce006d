import type { Request, Response } from 'express';

const MAX_BYTES = 256 * 1024 ** 2;
const MAX_MS = 5_000;

/**
 * For a body that nobody is going to read: once it is answered, what still comes of it is thrown
 * away, at most so much for so long, and only then is the connection broken. Broken at once, clients
 * that still send would see that and no answer.
 */
export function lingerAfter(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    let bytes = 0;
    const giveUp = (): void => void request.destroy();
    const timer = setTimeout(giveUp, MAX_MS);
    request
      .on('data', ({ length }: Buffer) => {
        bytes += length;
        if (bytes > MAX_BYTES) giveUp();
      })
      .once('close', () => clearTimeout(timer))
      .once('end', () => clearTimeout(timer))
      .resume();
  });
}
