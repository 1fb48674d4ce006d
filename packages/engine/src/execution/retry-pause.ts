import type { CompiledStep } from '../compile/compiled-pipeline.js';

const MAX_PAUSE_MS = 600_000;

/** Milliseconds to wait after attempt `attempt` (from 1) of a step has failed: doubled each time. */
export function retryPause({ retry }: CompiledStep, attempt: number): number {
  return Math.min(retry.backoff_ms * 2 ** (attempt - 1), MAX_PAUSE_MS);
}
