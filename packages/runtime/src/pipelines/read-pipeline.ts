import type { PipelineDetail } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/** A stored pipeline and what its first block is: what kind of seeds it takes. @throws NotFoundError */
export async function readPipeline(
  { storage, registry }: Pick<Runtime, 'storage' | 'registry'>,
  id: number,
): Promise<PipelineDetail> {
  const pipeline = await storage.pipelines.get(id);
  const type = pipeline.definition.blocks[0]?.type ?? null;
  return {
    ...pipeline,
    first_block_type: type,
    first_block_is_multiplier: type !== null && registry.get(type)?.info.is_multiplier === true,
  };
}
