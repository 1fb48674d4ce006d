import type { Health } from '@datagenflow/contracts';
import { api } from './api.js';

/** Whether the server answers. */
export function readHealth(signal: AbortSignal): Promise<Health> {
  return api.call('GET /health', { signal });
}
