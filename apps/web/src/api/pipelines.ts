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
import { getJson, sendJson } from './request.js';

/** `GET /api/pipelines` */
export function listPipelines(signal: AbortSignal): Promise<Pipeline[]> {
  return getJson('/api/pipelines', signal);
}

/** `POST /api/pipelines/from_template/{templateId}` */
export function createPipelineFromTemplate(templateId: string): Promise<PipelineFromTemplate> {
  return sendJson('POST', `/api/pipelines/from_template/${encodeURIComponent(templateId)}`);
}

/** `PUT /api/pipelines/{id}` */
export function updatePipeline(id: Id, definition: PipelineDefinition): Promise<PipelineSaved> {
  return sendJson('PUT', `/api/pipelines/${id}`, definition);
}

/** `POST /api/pipelines/{id}/duplicate` */
export function duplicatePipeline(id: Id): Promise<PipelineSaved> {
  return sendJson('POST', `/api/pipelines/${id}/duplicate`);
}

/** `POST /api/pipelines/import` */
export function importPipeline(yaml: string): Promise<PipelineSaved> {
  return sendJson('POST', '/api/pipelines/import', { yaml });
}

/** `DELETE /api/pipelines/{id}`, with its jobs and records */
export function deletePipeline(id: Id): Promise<{ deleted: { jobs: number; records: number } }> {
  return sendJson('DELETE', `/api/pipelines/${id}`);
}

/** Address of `GET /api/pipelines/{id}/export.yaml`. */
export function pipelineYamlUrl(id: Id): string {
  return `/api/pipelines/${id}/export.yaml`;
}

/** `PUT /api/pipelines/{id}/validation_config` */
export function setReviewLayout(id: Id, layout: ReviewLayout): Promise<{ success: true }> {
  return sendJson('PUT', `/api/pipelines/${id}/validation_config`, layout);
}

/** `POST /api/preview` */
export function previewPipeline(input: PreviewInput): Promise<Preview> {
  return sendJson('POST', '/api/preview', input);
}
