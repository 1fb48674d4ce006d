import { Secret } from '@datagenflow/llm';

/** A key as it was typed or pasted; null when it can’t be sent in a header. */
export function readApiKey(text: string): Secret | null {
  const value = text.trim();
  return /^[\x21-\x7e]+$/.test(value) ? new Secret(value) : null;
}
