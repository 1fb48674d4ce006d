import {
  createFromTemplate,
  createPipeline,
  deletePipeline,
  duplicatePipeline,
  executeStored,
  exportPipeline,
  importPipeline,
  preview,
  readPipeline,
  readStateSchema,
  setReviewLayout,
  updatePipeline,
  validatePipeline,
} from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';

export const pipelineRoutes: Handlers<
  | 'listTemplates'
  | 'createFromTemplate'
  | 'listPipelines'
  | 'createPipeline'
  | 'validatePipeline'
  | 'previewPipeline'
  | 'importPipeline'
  | 'getPipeline'
  | 'updatePipeline'
  | 'deletePipeline'
  | 'duplicatePipeline'
  | 'exportPipeline'
  | 'getStateSchema'
  | 'setReviewLayout'
  | 'executePipeline'
> = {
  listTemplates: ({ runtime }) => runtime.templates.list(),
  createFromTemplate: ({ runtime, params, query }) =>
    createFromTemplate(runtime, params.template_id, query),
  listPipelines: ({ runtime }) => runtime.storage.pipelines.list(),
  createPipeline: ({ runtime, body, query }) => createPipeline(runtime, body, query),
  validatePipeline: ({ runtime, body }) => validatePipeline(runtime, body.definition, body.seeds),
  previewPipeline: ({ runtime, body, signal }) => preview(runtime, body, signal),
  importPipeline: ({ runtime, body }) => importPipeline(runtime, body.yaml),
  getPipeline: ({ runtime, params }) => readPipeline(runtime, params.id),
  updatePipeline: ({ runtime, params, body }) => updatePipeline(runtime, params.id, body),
  deletePipeline: async ({ runtime, params }) => ({
    success: true,
    deleted: await deletePipeline(runtime, params.id),
  }),
  duplicatePipeline: ({ runtime, params }) => duplicatePipeline(runtime, params.id),
  exportPipeline: async ({ runtime, params, response }) => {
    const yaml = await exportPipeline(runtime, params.id);
    response.attachment(`pipeline-${params.id}.yaml`).type('application/yaml').send(yaml);
    return undefined;
  },
  getStateSchema: ({ runtime, params, query }) => readStateSchema(runtime, params.id, query.step),
  setReviewLayout: async ({ runtime, params, body }) => ({
    success: true,
    validation_config: await setReviewLayout(runtime, params.id, body),
  }),
  executePipeline: ({ runtime, params, body, signal }) =>
    executeStored(runtime, params.id, body, signal),
};
