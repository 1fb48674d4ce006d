import type {
  Id,
  Pipeline,
  PipelineDefinition,
  PipelineFromTemplate,
  PipelineSaved,
  Preview,
  PreviewInput,
  ReviewLayout,
} from '@datagenflow/contracts';
import { api } from './api.js';

/** Pipelines, newest first. */
export function listPipelines(signal: AbortSignal): Promise<Pipeline[]> {
  return api.call('GET /api/pipelines', { signal });
}

/** Makes a pipeline from a template. */
export function createPipelineFromTemplate(templateId: string): Promise<PipelineFromTemplate> {
  return api.call('POST /api/pipelines/from_template/{template_id}', {
    params: { template_id: templateId },
  });
}

/** Replaces the definition of a pipeline. */
export function updatePipeline(id: Id, body: PipelineDefinition): Promise<PipelineSaved> {
  return api.call('PUT /api/pipelines/{id}', { params: { id }, body });
}

/** Stores a copy of a pipeline. */
export function duplicatePipeline(id: Id): Promise<PipelineSaved> {
  return api.call('POST /api/pipelines/{id}/duplicate', { params: { id } });
}

/** Stores a template in YAML as a pipeline. */
export function importPipeline(yaml: string): Promise<PipelineSaved> {
  return api.call('POST /api/pipelines/import', { body: { yaml } });
}

/** Deletes a pipeline with its jobs and records. */
export function deletePipeline(id: Id): Promise<{ deleted: { jobs: number; records: number } }> {
  return api.call('DELETE /api/pipelines/{id}', { params: { id } });
}

/** Address of a pipeline as a template file. */
export function pipelineYamlUrl(id: Id): string {
  return api.address('GET /api/pipelines/{id}/export.yaml', { params: { id } });
}

/** Arranges how the records of a pipeline are reviewed. */
export function setReviewLayout(id: Id, body: ReviewLayout): Promise<{ success: true }> {
  return api.call('PUT /api/pipelines/{id}/validation_config', { params: { id }, body });
}

/** Runs a few seeds now; nothing is stored. */
export function previewPipeline(body: PreviewInput): Promise<Preview> {
  return api.call('POST /api/preview', { body });
}
