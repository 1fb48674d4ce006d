import type { Pipeline, PipelineFromTemplate } from '@datagenflow/contracts';
import { getJson, sendJson } from './request.js';

/** `GET /api/pipelines` */
export function listPipelines(signal: AbortSignal): Promise<Pipeline[]> {
  return getJson('/api/pipelines', signal);
}

/** `POST /api/pipelines/from_template/{templateId}` */
export function createPipelineFromTemplate(templateId: string): Promise<PipelineFromTemplate> {
  return sendJson('POST', `/api/pipelines/from_template/${encodeURIComponent(templateId)}`);
}
