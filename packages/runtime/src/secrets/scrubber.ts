import { scrub, type Secret } from '@datagenflow/llm';
import { readToken } from '../auth/access-token.js';
import type { RuntimeConfig } from '../config.js';
import { maskPatterns } from './mask-patterns.js';

/** Takes secrets out of text: those it was told of by value, then what looks like a key. */
export class Scrubber {
  readonly #known: Secret[] = [];

  readonly remember = (secret: Secret | undefined): void => {
    if (secret === undefined || this.#known.some((known) => known.equals(secret))) return;
    this.#known.push(secret);
  };

  readonly scrub = (text: string): string => maskPatterns(scrub(text, this.#known));
}

/** A scrubber that knows the secrets of the settings. Keys of models are told to it later. */
export async function openScrubber(
  settings: Pick<RuntimeConfig, 'dataDir' | 'token' | 'masterKey' | 'langfuse' | 'tracing'>,
): Promise<Scrubber> {
  const scrubber = new Scrubber();
  scrubber.remember(settings.masterKey);
  scrubber.remember(settings.langfuse?.secretKey);
  Object.values(settings.tracing?.headers ?? {}).forEach(scrubber.remember);
  scrubber.remember(await readToken(settings));
  return scrubber;
}
