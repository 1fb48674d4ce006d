import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json, ModelCall } from '@datagenflow/contracts';

/** SHA-256 (hex) of a value’s canonical JSON (RFC 8785), the same for equal values. */
export function hashJson(value: Json): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');
}

/**
 * Identifies equal requests: endpoint origin, the model’s name at the provider, messages,
 * parameters and schema; never a key, never our local name for the model.
 */
export function hashRequest(call: ModelCall): string {
  return hashJson({
    kind: call.kind,
    origin: call.origin,
    model: call.provider_model,
    parameters: call.parameters,
  });
}
