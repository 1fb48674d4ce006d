import {
  BlockExecutionError,
  ValidationError,
  type ExecutionResult,
  type JsonObject,
  type PipelineDefinition,
  type Problem,
} from '@datagenflow/contracts';
import {
  checkSeeds,
  OpenPipeline,
  pipelineInvalid,
  runTree,
  skippedSteps,
  type Leaf,
} from '@datagenflow/engine';
import { compileToRun } from './compile.js';
import { directEnvironment, directStart, type ExecutionParts } from './run-directly.js';

/** Answer of a direct run: one result, or with a multiplier one per branch. */
export type Executed = ExecutionResult | { results: ExecutionResult[] };

/** A pipeline to be run once. */
export interface PipelineRun {
  definition: PipelineDefinition;
  metadata: JsonObject;
  /** What blocks are told; 0 for a definition that is not stored. */
  pipelineId: number;
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
  if (problems.length > 0) throw pipelineInvalid(problems);
  await using open = new OpenPipeline(pipeline, parts.clock);
  const leaves = await runTree(
    open,
    directStart(pipelineId, metadata),
    directEnvironment(parts, signal),
  );
  const isFannedOut = pipeline.steps.some(({ description }) => description.is_multiplier);
  const [leaf] = leaves;
  const skipped = skippedSteps(pipeline);
  if (isFannedOut) return { results: leaves.map((each) => toResult(each, skipped)) };
  if (leaf === undefined) throw new Error('An execution without a multiplier has one leaf');
  return toResult(leaf, skipped);
}

function toResult(
  { state, trace, traceId, run }: Leaf,
  skipped: readonly Problem[],
): ExecutionResult {
  if (run.end.status === 'failed') throw toError(run.end.reason);
  const problems = skipped.length === 0 ? {} : { problems: [...skipped] };
  return { result: state, trace, trace_id: traceId, usage: run.usage, ...problems };
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
