import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type ModelCall } from '@datagenflow/contracts';

/** SHA-256 (hex) of a value’s canonical JSON, the same for equal values. */
export function hashJson(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
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
