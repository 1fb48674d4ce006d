import { Type } from '../typebox.js';
import { Health, Readiness } from '../nouns/health.js';
import { JsonObject } from '../nouns/json.js';
import { LangfuseStatus } from '../nouns/langfuse.js';
import { defineEndpoint } from './endpoint.js';
import { Nothing } from './parameters.js';

const none = { params: Nothing, query: Nothing, body: Nothing };

export const systemEndpoints = {
  getHealth: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/health',
    summary: 'Whether the server answers',
    tag: 'system',
    isPublic: true,
    response: Health,
  }),
  getReady: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/ready',
    summary: 'Whether jobs can be stored and run',
    tag: 'system',
    response: Readiness,
  }),
  getLangfuseStatus: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/langfuse/status',
    summary: 'Whether records can be uploaded to Langfuse, and where to',
    tag: 'system',
    response: LangfuseStatus,
  }),
  getMetrics: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/metrics',
    summary: 'What the server measures of itself, for Prometheus',
    tag: 'system',
    response: Type.String(),
    produces: 'text/plain',
  }),
  getOpenApi: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    tag: 'system',
    response: JsonObject,
  }),
  getDocs: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/docs',
    summary: 'This API as a page for people',
    tag: 'system',
    response: Type.String(),
    produces: 'text/html',
  }),
};
