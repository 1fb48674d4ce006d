import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 (hex) of a value’s canonical JSON (RFC 8785): the same for equal values. */
export function hashJson(value: unknown): string {
  const text = canonicalize(value) ?? '';
  return createHash('sha256').update(text).digest('hex');
}
