import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@datagenflow/contracts';

const LIFE_MS = 60 * 60 * 1000;

/** Codes to sign in with once, within an hour. They end with the process. */
export class SignInCodes {
  readonly #clock: Clock;
  /** When each ends, by digest: finding one takes as long whatever is asked for. */
  readonly #ends = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(): string {
    const code = randomBytes(24).toString('base64url');
    this.#ends.set(digestOf(code), this.#clock.now() + LIFE_MS);
    return code;
  }

  /** Whether it may sign in now; it may not again. */
  redeem(code: string): boolean {
    const digest = digestOf(code);
    const end = this.#ends.get(digest);
    this.#ends.delete(digest);
    return end !== undefined && this.#clock.now() < end;
  }
}

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
