import { describeApi, endpoints } from '@datagenflow/contracts';
import { checkReadiness } from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';
import { API_VERSION } from '../version.js';

export const systemRoutes: Handlers<'getHealth' | 'getReady' | 'getOpenApi' | 'listBlocks'> = {
  getHealth: () => ({ status: 'healthy' }),
  getReady: ({ runtime }) => checkReadiness(runtime),
  getOpenApi: () => describeApi(endpoints, API_VERSION),
  listBlocks: ({ runtime }) => runtime.registry.list(),
};
