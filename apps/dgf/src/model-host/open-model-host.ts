import {
  findModel,
  openModels,
  readToken,
  saveModel,
  testModel,
  type RuntimeConfig,
  type Secret,
} from '@datagenflow/runtime';
import { createApiClient } from '../job-host/create-api-client.js';
import { openLocalOrRemote } from '../job-host/open-local-or-remote.js';
import type { ModelHost } from './model-host.js';

/**
 * The configured models of a data directory, in this process or in the server that holds it.
 * @throws ConflictError `instance_locked` when what holds it is no server
 */
export function openModelHost(config: RuntimeConfig): Promise<ModelHost> {
  return openLocalOrRemote(
    () => openLocalModels(config),
    async (url) => openRemoteModels(url, await readToken(config)),
  );
}

async function openLocalModels(config: RuntimeConfig): Promise<ModelHost> {
  const setup = await openModels(config);
  return {
    list: (kind) => setup.storage.models.list(kind),
    save: async (kind, input) => (await saveModel(setup, kind, input)).model,
    setDefault: async (kind, name) => {
      const { id } = await findModel(setup.storage, kind, name);
      await setup.storage.models.setDefault(id);
    },
    test: async (kind, name) => {
      await findModel(setup.storage, kind, name);
      return testModel(setup, kind, { name }, new AbortController().signal);
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

const ROUTES = {
  llm: {
    list: 'GET /api/llm-models',
    get: 'GET /api/llm-models/{name}',
    save: 'POST /api/llm-models',
    setDefault: 'PUT /api/llm-models/{name}/default',
    test: 'POST /api/llm-models/test',
  },
  embedding: {
    list: 'GET /api/embedding-models',
    get: 'GET /api/embedding-models/{name}',
    save: 'POST /api/embedding-models',
    setDefault: 'PUT /api/embedding-models/{name}/default',
    test: 'POST /api/embedding-models/test',
  },
} as const;

function openRemoteModels(url: string, token: Secret | undefined): ModelHost {
  const client = createApiClient(url, token);
  return {
    list: (kind) => client.call(ROUTES[kind].list),
    save: async (kind, body) => (await client.call(ROUTES[kind].save, { body })).model,
    setDefault: async (kind, name) => {
      await client.call(ROUTES[kind].setDefault, { params: { name } });
    },
    test: async (kind, name) => {
      await client.call(ROUTES[kind].get, { params: { name } });
      return client.call(ROUTES[kind].test, { body: { name } });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
