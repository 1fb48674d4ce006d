import type { PipelineDefinition } from '@datagenflow/contracts';
import {
  compilePipeline,
  pipelineInvalid,
  type Compilation,
  type CompiledPipeline,
} from '@datagenflow/engine';
import type { BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import { isRunnerUnavailable, runnerUnavailable } from '../runner/runner-unavailable.js';

/** What compiling works with. */
export interface CompileParts {
  registry: BlockRegistry;
  schemas: SchemaCompiler;
}

/** Compiles against the blocks as they are now. */
export function compile(
  { registry, schemas }: CompileParts,
  definition: PipelineDefinition,
): Promise<Compilation> {
  return compilePipeline(definition, { catalog: registry.snapshot(), schemas });
}

/**
 * Compiles what is about to run.
 * @throws ValidationError `pipeline_invalid`, or the error of the one block that is unknown;
 * `runner_unavailable` when a block could not be asked
 */
export async function compileToRun(
  parts: CompileParts,
  definition: PipelineDefinition,
): Promise<CompiledPipeline> {
  const { problems, pipeline } = await compile(parts, definition);
  if (pipeline !== undefined) return pipeline;
  if (problems.some(isRunnerUnavailable)) throw runnerUnavailable('can’t describe its blocks now');
  const unknown = problems.find(({ code }) => code === 'unknown_block');
  const step = definition.blocks[(unknown?.step ?? 0) - 1];
  if (step !== undefined) parts.registry.require(step.type);
  throw pipelineInvalid(problems);
}
