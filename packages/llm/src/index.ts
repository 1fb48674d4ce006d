export {
  capabilityKey,
  type CapabilityStore,
  type FormatLevel,
} from './capability/capability-store.js';
export {
  createModelClient,
  type LlmClient,
  type ModelClientOptions,
} from './client/create-model-client.js';
export { directRecorder } from './client/direct-recorder.js';
export { createGuardedFetch } from './http/create-guarded-fetch.js';
export type { AskedEndpoint } from './http/list-available-models.js';
export type { ModelSource, ResolvedModel } from './client/model-source.js';
export { ModelError, type ModelErrorCode } from './errors/model-error.js';
export type { RequestLimits } from './http/watchdog.js';
export { detectProvider, providerOfKey } from './presets/detect-provider.js';
export { knownPrices } from './presets/known-prices.js';
export { PRESETS, type Preset } from './presets/presets.js';
export {
  findPreset,
  resolveEndpoint,
  trimBaseUrl,
  type Endpoint,
} from './presets/resolve-endpoint.js';
export type { Circuit, CircuitReason } from './rate/circuit.js';
export type { GateState } from './rate/pace.js';
export { scrub } from './secret/scrub.js';
export { Secret } from './secret/secret.js';
export { costOf } from './usage/cost-of.js';
