import {
  createFromTemplate,
  createPipeline,
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
  | 'getPipeline'
  | 'updatePipeline'
  | 'deletePipeline'
  | 'executePipeline'
> = {
  listTemplates: ({ runtime }) => runtime.templates.list(),
  createFromTemplate: ({ runtime, params, query }) =>
    createFromTemplate(runtime, params.template_id, query),
  listPipelines: ({ runtime }) => runtime.storage.pipelines.list(),
  createPipeline: ({ runtime, body, query }) => createPipeline(runtime, body, query),
  validatePipeline: ({ runtime, body }) => validatePipeline(runtime, body.definition, body.seeds),
  getPipeline: ({ runtime, params }) => runtime.storage.pipelines.get(params.id),
  updatePipeline: ({ runtime, params, body }) => updatePipeline(runtime, params.id, body),
  deletePipeline: async ({ runtime, params }) => ({
    success: true,
    deleted: await runtime.storage.pipelines.delete(params.id),
  }),
  executePipeline: async ({ runtime, params, body, signal }) => {
    const { definition } = await runtime.storage.pipelines.get(params.id);
    return runtime.runner.executePipeline(
      { definition, metadata: body, pipelineId: params.id },
      signal,
    );
  },
};
