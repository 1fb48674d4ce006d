import {
  findModel,
  openModels,
  readToken,
  saveModel,
  testModel,
  type RuntimeConfig,
  type Secret,
} from '@datagenflow/runtime';
import { ApiClient } from '../job-host/api-client.js';
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

const OPERATIONS = {
  llm: {
    list: 'listLlmModels',
    get: 'getLlmModel',
    save: 'createLlmModel',
    setDefault: 'setDefaultLlmModel',
    test: 'testLlmModel',
  },
  embedding: {
    list: 'listEmbeddingModels',
    get: 'getEmbeddingModel',
    save: 'createEmbeddingModel',
    setDefault: 'setDefaultEmbeddingModel',
    test: 'testEmbeddingModel',
  },
} as const;

function openRemoteModels(url: string, token: Secret | undefined): ModelHost {
  const client = new ApiClient(url, token);
  return {
    list: (kind) => client.call(OPERATIONS[kind].list),
    save: async (kind, body) => (await client.call(OPERATIONS[kind].save, { body })).model,
    setDefault: async (kind, name) => {
      await client.call(OPERATIONS[kind].setDefault, { params: { name } });
    },
    test: async (kind, name) => {
      await client.call(OPERATIONS[kind].get, { params: { name } });
      return client.call(OPERATIONS[kind].test, { body: { name } });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
