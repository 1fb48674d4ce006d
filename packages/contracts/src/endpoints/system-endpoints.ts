import { Type } from 'typebox';
import { BlockInfo } from '../nouns/block.js';
import { Health, Readiness } from '../nouns/health.js';
import { JsonObject } from '../nouns/json.js';
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
  getOpenApi: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    tag: 'system',
    response: JsonObject,
  }),
  listBlocks: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/blocks',
    summary: 'Blocks, available or not',
    tag: 'blocks',
    response: Type.Array(BlockInfo),
  }),
};
