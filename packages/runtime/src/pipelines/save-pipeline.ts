import {
  PipelineDefinition,
  ValidationError,
  type Json,
  type Pipeline,
  type PipelineFromTemplate,
  type PipelineSaved,
} from '@datagenflow/contracts';
import { assignStepIds } from '@datagenflow/engine';
import { schemaViolation } from '@datagenflow/schemas';
import { hashDefinition } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';
import { compile } from './compile.js';
import { findTemplate } from './find-template.js';

/** How to store a pipeline. */
export interface SaveOptions {
  /** Answer with a stored pipeline of equal definition, if there is one. */
  reuse?: boolean;
}

/**
 * Stores a pipeline. Only its structure has to be right: what keeps it from running comes back as
 * problems, so that it may name a block that is mounted later.
 * @throws ValidationError `name_and_blocks_required`; ConfigError `schema_violation`
 */
export async function createPipeline(
  runtime: Runtime,
  body: Json,
  options: SaveOptions = {},
): Promise<PipelineSaved> {
  return store(runtime, readDefinition(runtime, body), options);
}

/** Replaces a pipeline’s definition; its review layout stays. */
export async function updatePipeline(
  runtime: Runtime,
  id: number,
  body: Json,
): Promise<PipelineSaved> {
  const definition = readDefinition(runtime, body);
  const pipeline = await runtime.storage.pipelines.update(id, assignStepIds(definition));
  return saved(runtime, pipeline);
}

/** Stores a copy of a template as a pipeline, constraints included. @throws NotFoundError */
export async function createFromTemplate(
  runtime: Runtime,
  templateId: string,
  options: SaveOptions = {},
): Promise<PipelineFromTemplate> {
  const { example_seed: _, ...definition } = findTemplate(runtime, templateId).template;
  return { ...(await store(runtime, definition, options)), template_id: templateId };
}

/**
 * A definition as a user wrote it, its structure checked.
 * @throws ValidationError `name_and_blocks_required`; ConfigError `schema_violation`
 */
export function readDefinition(runtime: Runtime, body: Json): PipelineDefinition {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValidationError('A pipeline is an object with name and blocks.', {
      code: 'name_and_blocks_required',
    });
  }
  const isNamed = typeof body.name !== 'string' || body.name.trim() !== '';
  const isEmpty = Array.isArray(body.blocks) && body.blocks.length === 0;
  if (!body.name || !isNamed || !body.blocks || isEmpty) {
    throw new ValidationError('name and blocks required', { code: 'name_and_blocks_required' });
  }
  const checked = runtime.schemas
    .compile<PipelineDefinition>(PipelineDefinition, { allIssues: true })
    .check(body);
  if (checked.ok) return checked.value;
  throw schemaViolation('The pipeline', checked.issues);
}

async function store(
  runtime: Runtime,
  definition: PipelineDefinition,
  { reuse = false }: SaveOptions,
): Promise<PipelineSaved> {
  const { pipelines } = runtime.storage;
  const complete = assignStepIds(definition);
  const equal = reuse ? await pipelines.findByHash(hashDefinition(complete)) : null;
  return saved(runtime, equal ?? (await pipelines.create(complete)));
}

async function saved(runtime: Runtime, pipeline: Pipeline): Promise<PipelineSaved> {
  const { problems } = await compile(runtime, pipeline.definition);
  return { id: pipeline.id, name: pipeline.name, problems };
}
