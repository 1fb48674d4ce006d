import { describeApi, endpoints } from '@datagenflow/contracts';
import type { Handlers } from '../http/route-handler.js';
import { API_VERSION } from '../version.js';

export const systemRoutes: Handlers<
  'getHealth' | 'getOpenApi' | 'listBlocks' | 'listLlmModels' | 'listEmbeddingModels'
> = {
  getHealth: () => ({ status: 'healthy' }),
  getOpenApi: () => describeApi(endpoints, API_VERSION),
  listBlocks: ({ runtime }) => runtime.registry.list(),
  listLlmModels: async ({ runtime }) => runtime.storage.models.list('llm'),
  listEmbeddingModels: async ({ runtime }) => runtime.storage.models.list('embedding'),
};
