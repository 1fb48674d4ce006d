import type { Model } from '@datagenflow/contracts';
import { getJson } from './request.js';

/** `GET /api/llm-models` */
export function listModels(signal: AbortSignal): Promise<Model[]> {
  return getJson('/api/llm-models', signal);
}
