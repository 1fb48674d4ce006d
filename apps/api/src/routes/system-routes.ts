import { describeApi, endpoints } from '@datagenflow/contracts';
import { checkReadiness } from '@datagenflow/runtime';
import type { ApiDocument } from '../docs-page/api-document.js';
import { renderDocs } from '../docs-page/render-docs.js';
import type { Handlers } from '../http/route-handler.js';
import { API_VERSION } from '../version.js';

export const systemRoutes: Handlers<
  'getHealth' | 'getLangfuseStatus' | 'getReady' | 'getOpenApi' | 'getDocs'
> = {
  getHealth: () => ({ status: 'healthy' }),
  getReady: ({ runtime }) => checkReadiness(runtime),
  getLangfuseStatus: ({ runtime }) => {
    const { langfuse } = runtime.config;
    return { enabled: langfuse !== undefined, host: langfuse?.host ?? null };
  },
  getOpenApi: () => describeApi(endpoints, API_VERSION),
  getDocs: async ({ response }) => {
    const document = describeApi(endpoints, API_VERSION) as unknown as ApiDocument;
    response.type('html').send(renderDocs(document));
    return undefined;
  },
};
