import type { BlockInfo } from '@datagenflow/contracts';
import { api } from './api.js';

/** Every block, available or not. */
export function listBlocks(signal: AbortSignal): Promise<BlockInfo[]> {
  return api.call('GET /api/blocks', { signal });
}
