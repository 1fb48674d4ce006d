import { jobEndpoints } from './job-endpoints.js';
import { modelEndpoints } from './model-endpoints.js';
import { pipelineEndpoints } from './pipeline-endpoints.js';
import { recordEndpoints } from './record-endpoints.js';
import { systemEndpoints } from './system-endpoints.js';

/** Every operation of the HTTP API, by name. */
export const endpoints = {
  ...systemEndpoints,
  ...pipelineEndpoints,
  ...jobEndpoints,
  ...recordEndpoints,
  ...modelEndpoints,
};

/** The operations, as types. */
export type Endpoints = typeof endpoints;
