import type { StepInput } from './step-input.js';

/** All that one pass of a job-wide step starts from, beside the records. Plain data. */
export type FinishInput = Omit<StepInput, 'state' | 'metadata' | 'traceId'>;
