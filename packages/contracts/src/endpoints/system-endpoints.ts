import { Type } from 'typebox';
import { BlockInfo } from '../nouns/block.js';
import { Health } from '../nouns/health.js';
import { JsonObject } from '../nouns/json.js';
import { Model } from '../nouns/model.js';
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
  listLlmModels: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/llm-models',
    summary: 'Configured language models; keys are never told',
    tag: 'models',
    response: Type.Array(Model),
  }),
  listEmbeddingModels: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/embedding-models',
    summary: 'Configured embedding models; keys are never told',
    tag: 'models',
    response: Type.Array(Model),
  }),
};
