import type { BlockPass, StepInput } from '@datagenflow/block-sdk/host';
import { emptyUsage, type JsonObject } from '@datagenflow/contracts';

/** What a step reads when its block is called directly, without a job. */
export function stepInput(state: JsonObject, metadata: JsonObject = {}): StepInput {
  return {
    state,
    metadata,
    jobId: 1,
    pipelineId: 1,
    traceId: 'bench',
    stepId: 'bench',
    attempt: 1,
    randomKey: 'bench',
    constraints: {},
    usage: emptyUsage(),
  };
}

const refuse = async (): Promise<never> => {
  throw new Error('This benchmark calls no model.');
};

/** A pass whose block may reach for nothing. */
export const closedPass: BlockPass = {
  signal: new AbortController().signal,
  ports: {
    chat: refuse,
    generate: refuse,
    embed: refuse,
    readMemo: refuse,
    writeMemo: refuse,
    log: () => undefined,
  },
};
