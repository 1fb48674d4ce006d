import type { Secret } from './secret.js';

/**
 * Replaces every occurrence of a secret’s value by `[secret]`: as it is, URL-encoded, as it stands
 * in a JSON string, and in Base64. Values shorter than 6 characters are left, they hit anything.
 */
export function scrub(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length < 6) continue;
    for (const form of formsOf(value)) clean = clean.replaceAll(form, '[secret]');
  }
  return clean;
}

function formsOf(value: string): Set<string> {
  const base64 = Buffer.from(value).toString('base64');
  return new Set([
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ]);
}
