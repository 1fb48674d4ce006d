import { Type } from '../typebox.js';
import {
  AvailableModelsInput,
  ConnectionTestResult,
  DiscoveredEndpoint,
  Model,
  ModelInput,
  ModelPreset,
  ModelSaved,
} from '../nouns/model.js';
import { defineEndpoint } from './endpoint.js';
import { Message, Nothing } from './parameters.js';

const tag = 'models';
const none = { params: Nothing, query: Nothing, body: Nothing };
const NameParams = Type.Object({ name: Type.String() }, { additionalProperties: false });

const llm = operations('/api/llm-models', 'language model');
const embedding = operations('/api/embedding-models', 'embedding model');

export const modelEndpoints = {
  listModelPresets: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/models/presets',
    summary: 'Providers with what is known of them',
    tag,
    response: Type.Array(ModelPreset),
  }),
  discoverModels: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/models/discover',
    summary: 'Ollama and LM Studio on the machine of the server, when they answer',
    tag,
    response: Type.Array(DiscoveredEndpoint),
  }),
  listAvailableModels: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/models/available',
    summary: 'Names of the models that an endpoint offers',
    tag,
    body: AvailableModelsInput,
    response: Type.Object({ models: Type.Array(Type.String()) }),
  }),
  listLlmModels: llm.list,
  createLlmModel: llm.create,
  testLlmModel: llm.test,
  getLlmModel: llm.get,
  updateLlmModel: llm.update,
  deleteLlmModel: llm.delete,
  setDefaultLlmModel: llm.setDefault,
  listEmbeddingModels: embedding.list,
  createEmbeddingModel: embedding.create,
  testEmbeddingModel: embedding.test,
  getEmbeddingModel: embedding.get,
  updateEmbeddingModel: embedding.update,
  deleteEmbeddingModel: embedding.delete,
  setDefaultEmbeddingModel: embedding.setDefault,
};

/** What can be done with the models of one kind. Keys go in and never come out. */
function operations<const Base extends string>(base: Base, noun: string) {
  return {
    list: defineEndpoint({
      ...none,
      method: 'GET',
      path: base,
      summary: `Every ${noun}, by name`,
      tag,
      response: Type.Array(Model),
    }),
    create: defineEndpoint({
      ...none,
      method: 'POST',
      path: base,
      summary: `Configure a ${noun}; one of that name is changed`,
      tag,
      body: ModelInput,
      response: ModelSaved,
    }),
    test: defineEndpoint({
      ...none,
      method: 'POST',
      path: `${base}/test`,
      summary: `Ask a ${noun} something, stored or not; a failure is an answer too`,
      tag,
      body: ModelInput,
      response: ConnectionTestResult,
    }),
    get: defineEndpoint({
      ...none,
      method: 'GET',
      path: `${base}/{name}`,
      summary: `One ${noun}`,
      tag,
      params: NameParams,
      response: Model,
    }),
    update: defineEndpoint({
      ...none,
      method: 'PUT',
      path: `${base}/{name}`,
      summary: `Change a ${noun}; a name that is new is configured`,
      tag,
      params: NameParams,
      body: ModelInput,
      response: ModelSaved,
    }),
    delete: defineEndpoint({
      ...none,
      method: 'DELETE',
      path: `${base}/{name}`,
      summary: `Delete a ${noun}; if it was the default one, the first by name takes its place`,
      tag,
      params: NameParams,
      response: Message,
    }),
    setDefault: defineEndpoint({
      ...none,
      method: 'PUT',
      path: `${base}/{name}/default`,
      summary: `Make a ${noun} the default one`,
      tag,
      params: NameParams,
      response: Message,
    }),
  };
}
