import type { BlockInfo } from '@datagenflow/contracts';
import { getJson } from './request.js';

/** `GET /api/blocks` */
export function listBlocks(signal: AbortSignal): Promise<BlockInfo[]> {
  return getJson('/api/blocks', signal);
}
