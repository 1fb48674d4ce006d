import { blockEndpoints } from './block-endpoints.js';
import { eventEndpoints } from './event-endpoints.js';
import { extensionEndpoints } from './extension-endpoints.js';
import { jobEndpoints } from './job-endpoints.js';
import { modelEndpoints } from './model-endpoints.js';
import { pipelineEndpoints } from './pipeline-endpoints.js';
import { recordEndpoints } from './record-endpoints.js';
import { sessionEndpoints } from './session-endpoints.js';
import { storageEndpoints } from './storage-endpoints.js';
import { systemEndpoints } from './system-endpoints.js';

/** Every operation of the HTTP API, by name. */
export const endpoints = {
  ...systemEndpoints,
  ...sessionEndpoints,
  ...blockEndpoints,
  ...extensionEndpoints,
  ...pipelineEndpoints,
  ...jobEndpoints,
  ...eventEndpoints,
  ...recordEndpoints,
  ...modelEndpoints,
  ...storageEndpoints,
};

/** The operations, as types. */
export type Endpoints = typeof endpoints;
