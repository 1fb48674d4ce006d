import type { BlockPorts } from './block-ports.js';

/** One pass of a step, from when the block begins to run. */
export interface BlockPass {
  ports: BlockPorts;
  /** Aborts when the block has run too long, or its execution is cancelled. */
  signal: AbortSignal;
}
