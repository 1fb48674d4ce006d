import { randomInt, randomUUID } from 'node:crypto';
import {
  BlockExecutionError,
  ValidationError,
  type Clock,
  type ExecutionResult,
  type JsonObject,
  type ModelClient,
  type PipelineDefinition,
} from '@datagenflow/contracts';
import { checkSeeds, nullCallStore, OpenPipeline, runTree, type Leaf } from '@datagenflow/engine';
import { compileToRun, refusal, type CompileParts } from './compile.js';

/** Answer of a direct run: one result, or with a multiplier one per branch. */
export type Executed = ExecutionResult | { results: ExecutionResult[] };

/** A pipeline to be run once. */
export interface PipelineRun {
  definition: PipelineDefinition;
  metadata: JsonObject;
  /** What blocks are told; 0 for a definition that is not stored. */
  pipelineId: number;
}

/** What running works with. */
export interface ExecutionParts extends CompileParts {
  models: ModelClient;
  clock: Clock;
}

/**
 * Runs a pipeline once over the given values. Nothing is stored and no constraint applies.
 * @throws ValidationError, BlockExecutionError: what made the execution fail
 */
export async function executePipeline(
  parts: ExecutionParts,
  { definition, metadata, pipelineId }: PipelineRun,
  signal: AbortSignal,
): Promise<Executed> {
  const pipeline = await compileToRun(parts, definition);
  const problems = checkSeeds(pipeline, [{ number: 1, metadata }]);
  if (problems.length > 0) throw refusal(problems);
  await using open = new OpenPipeline(pipeline);
  const memos = new Map<string, JsonObject[string]>();
  const leaves = await runTree(
    open,
    {
      jobId: 0,
      pipelineId,
      traceId: randomUUID(),
      randomRoot: `${randomInt(2 ** 32)}/0/0`,
      branch: '',
      metadata,
      written: {},
      startStep: 0,
      attempts: {},
    },
    {
      models: parts.models,
      clock: parts.clock,
      signal,
      calls: nullCallStore,
      memos: {
        read: (key) => Promise.resolve(memos.get(key)),
        write: (key, value) => {
          memos.set(key, value);
          return Promise.resolve();
        },
      },
      constraints: {},
      model: undefined,
    },
  );
  const isFannedOut = pipeline.steps.some(({ description }) => description.is_multiplier);
  const [leaf] = leaves;
  if (isFannedOut) return { results: leaves.map(toResult) };
  if (leaf === undefined) throw new Error('An execution without a multiplier has one leaf');
  return toResult(leaf);
}

function toResult({ state, trace, traceId, run }: Leaf): ExecutionResult {
  if (run.end.status === 'failed') throw toError(run.end.reason);
  return { result: state, trace, trace_id: traceId, usage: run.usage };
}

function toError({
  code,
  message,
  detail = {},
}: {
  code: string;
  message: string;
  detail?: JsonObject;
}): Error {
  return code === 'undeclared_output'
    ? new ValidationError(message, { code, detail })
    : new BlockExecutionError(message, { code, detail });
}
