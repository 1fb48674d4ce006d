import type { Model } from '@datagenflow/contracts';
import { api } from './api.js';

/** The language models, by name. */
export function listModels(signal: AbortSignal): Promise<Model[]> {
  return api.call('GET /api/llm-models', { signal });
}
