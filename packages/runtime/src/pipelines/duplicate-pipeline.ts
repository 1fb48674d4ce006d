import type { PipelineSaved } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { createPipeline } from './save-pipeline.js';

const MAX_NAME = 200;

/** Stores a copy of a pipeline with its review layout, without its jobs. @throws NotFoundError */
export async function duplicatePipeline(runtime: Runtime, id: number): Promise<PipelineSaved> {
  const { pipelines } = runtime.storage;
  const { definition, validation_config } = await pipelines.get(id);
  const name = `Copy of ${definition.name}`.slice(0, MAX_NAME);
  const copy = await createPipeline(runtime, { ...definition, name });
  await pipelines.setReviewLayout(copy.id, validation_config);
  return copy;
}
