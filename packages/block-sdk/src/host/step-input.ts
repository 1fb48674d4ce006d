import type { Constraints, JsonObject, Usage } from '@datagenflow/contracts';

/** All that one pass of a step starts from. Plain data: it crosses process borders. */
export interface StepInput {
  /** Fields known so far; a block gets them frozen. */
  state: JsonObject;
  /** The seed’s own values. */
  metadata: JsonObject;
  jobId: number;
  pipelineId: number;
  /** Correlates logs and calls of one execution. */
  traceId: string;
  stepId: string;
  /** 1 at first, one more with every retry. */
  attempt: number;
  /** What `context.random` derives from. */
  randomKey: string;
  /** Limits of the job. */
  constraints: Constraints;
  /** What this execution has used before this step. */
  usage: Usage;
}
