import type { Health } from '@datagenflow/contracts';
import { getJson } from './request.js';

/** `GET /health` */
export function readHealth(signal: AbortSignal): Promise<Health> {
  return getJson('/health', signal);
}
