import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '@datagenflow/contracts';

/** SHA-256 (hex) of a value’s canonical JSON: the same for equal values. */
export function hashJson(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
