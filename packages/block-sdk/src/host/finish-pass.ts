import type { JobRecord, RecordPatch } from '../block/job-record.js';
import type { BlockPorts } from './block-ports.js';

/** What a job-wide block reaches beside the ports of any block: the records of its job. */
export interface FinishPorts extends BlockPorts {
  /** The next page in (seed, repetition, branch) order; null after the last one. */
  readRecords(): Promise<readonly JobRecord[] | null>;
  /** Resolves when they are stored. */
  writePatches(patches: readonly RecordPatch[]): Promise<void>;
  /** The block took a record or gave a patch: it is not stuck. Tells nothing else. */
  noteProgress(): void;
}

/** One pass of a job-wide step, from when the block begins to run. */
export interface FinishPass {
  ports: FinishPorts;
  /** Aborts when the block has been silent for too long, or its job is cancelled. */
  signal: AbortSignal;
}
