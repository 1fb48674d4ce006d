import type { PipelineDefinition, Step } from '@datagenflow/contracts';
import { createCatalog, type RegisteredBlock } from '@datagenflow/registry';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { compilePipeline } from '../compile/compile-pipeline.js';
import type { Compilation, CompiledPipeline } from '../compile/compiled-pipeline.js';

/** One step per block, in that order, or the steps given. */
export function definitionOf(
  blocks: readonly RegisteredBlock[],
  steps?: Step[],
): PipelineDefinition {
  return { name: 'Test', blocks: steps ?? blocks.map(({ info: { type } }) => ({ type })) };
}

/** Compiles steps against these blocks. */
export function compileBlocks(
  blocks: readonly RegisteredBlock[],
  steps?: Step[],
): Promise<Compilation> {
  const options = { catalog: createCatalog(blocks), schemas: createSchemaCompiler() };
  return compilePipeline(definitionOf(blocks, steps), options);
}

/** {@link compileBlocks} for steps that are known to be right. */
export async function compileRunnable(
  blocks: readonly RegisteredBlock[],
  steps?: Step[],
): Promise<CompiledPipeline> {
  const { pipeline, problems } = await compileBlocks(blocks, steps);
  if (pipeline === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return pipeline;
}
