import { Type } from '../typebox.js';
import { ExecutionResult } from '../nouns/execution.js';
import { JsonObject } from '../nouns/json.js';
import {
  Pipeline,
  PipelineDefinition,
  PipelineDetail,
  PipelineSaved,
  ReviewLayout,
} from '../nouns/pipeline.js';
import { Preview, PreviewInput } from '../nouns/preview.js';
import { Problem } from '../nouns/problem.js';
import { PipelineFromTemplate, TemplateInfo } from '../nouns/template.js';
import { defineEndpoint } from './endpoint.js';
import { IdParams, Nothing } from './parameters.js';

const tag = 'pipelines';
const reuseQuery = Type.Object(
  {
    reuse: Type.Optional(
      Type.Boolean({ description: 'Answer with a stored pipeline of equal definition, if any' }),
    ),
  },
  { additionalProperties: false },
);
const none = { params: Nothing, query: Nothing, body: Nothing };

export const pipelineEndpoints = {
  listTemplates: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/templates',
    summary: 'Templates that pipelines can be made from',
    tag,
    response: Type.Array(TemplateInfo),
  }),
  createFromTemplate: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines/from_template/{template_id}',
    summary: 'Make a pipeline from a template',
    tag,
    params: Type.Object({ template_id: Type.String() }),
    query: reuseQuery,
    response: PipelineFromTemplate,
  }),
  listPipelines: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/pipelines',
    summary: 'Pipelines, newest first',
    tag,
    response: Type.Array(Pipeline),
  }),
  createPipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines',
    summary: 'Store a pipeline; problems do not keep it from being stored',
    tag,
    query: reuseQuery,
    body: PipelineDefinition,
    isBodyChecked: false,
    response: PipelineSaved,
  }),
  validatePipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines/validate',
    summary: 'Find the problems of a definition, stored or not',
    tag,
    body: Type.Object(
      {
        definition: Type.Unsafe<JsonObject>({ type: 'object' }),
        seeds: Type.Optional(Type.Array(Type.Unsafe<JsonObject>({ type: 'object' }))),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({
      problems: Type.Array(Problem),
      required_seed_fields: Type.Array(Type.String()),
      fields_before: Type.Array(Type.Array(Type.String()), {
        description: 'Per step, the fields that earlier steps write',
      }),
    }),
  }),
  previewPipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/preview',
    summary: 'Run a few seeds, or one step, now; nothing is stored. Ends when the client goes away',
    tag,
    body: PreviewInput,
    response: Preview,
  }),
  importPipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines/import',
    summary: 'Store a template in YAML or JSON as a pipeline; its example seeds are not stored',
    tag,
    body: Type.Object(
      { yaml: Type.String({ description: 'The text of the file, at most 1 MB' }) },
      { additionalProperties: false },
    ),
    response: PipelineSaved,
  }),
  getPipeline: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/pipelines/{id}',
    summary: 'One pipeline',
    tag,
    params: IdParams,
    response: PipelineDetail,
  }),
  updatePipeline: defineEndpoint({
    ...none,
    method: 'PUT',
    path: '/api/pipelines/{id}',
    summary: 'Replace the definition of a pipeline',
    tag,
    params: IdParams,
    body: PipelineDefinition,
    isBodyChecked: false,
    response: PipelineSaved,
  }),
  deletePipeline: defineEndpoint({
    ...none,
    method: 'DELETE',
    path: '/api/pipelines/{id}',
    summary: 'Delete a pipeline with its jobs and records',
    tag,
    params: IdParams,
    response: Type.Object({
      success: Type.Literal(true),
      deleted: Type.Object({ jobs: Type.Integer(), records: Type.Integer() }),
    }),
  }),
  duplicatePipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines/{id}/duplicate',
    summary: 'Store a copy of a pipeline with its review layout, without its jobs',
    tag,
    params: IdParams,
    response: PipelineSaved,
  }),
  exportPipeline: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/pipelines/{id}/export.yaml',
    summary: 'A pipeline as a template file',
    tag,
    params: IdParams,
    response: Type.String(),
    produces: 'application/yaml',
  }),
  getStateSchema: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/pipelines/{id}/accumulated_state_schema',
    summary: 'Fields that the steps write, sorted; * stands for any',
    tag,
    params: IdParams,
    query: Type.Object(
      {
        step: Type.Optional(Type.String({ description: 'Only what is written before this step' })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ fields: Type.Array(Type.String()) }),
  }),
  setReviewLayout: defineEndpoint({
    ...none,
    method: 'PUT',
    path: '/api/pipelines/{id}/validation_config',
    summary: 'Arrange how the records of a pipeline are reviewed, and index up to four fields',
    tag,
    params: IdParams,
    body: ReviewLayout,
    response: Type.Object({ success: Type.Literal(true), validation_config: ReviewLayout }),
  }),
  executePipeline: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/pipelines/{id}/execute',
    summary: 'Run a pipeline once over the given values; nothing is stored',
    tag,
    params: IdParams,
    body: JsonObject,
    response: Type.Union([ExecutionResult, Type.Object({ results: Type.Array(ExecutionResult) })]),
  }),
};
