import {
  ValidationError,
  type ModelInput,
  type ModelKind,
  type ModelSaved,
} from '@datagenflow/contracts';
import {
  changeModel,
  deleteModel,
  discoverModels,
  findModel,
  listAvailableModels,
  listPresets,
  testModel,
  type Runtime,
} from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';

const llm = operations('llm');
const embedding = operations('embedding');

export const modelRoutes: Handlers<
  | 'listModelPresets'
  | 'discoverModels'
  | 'listAvailableModels'
  | 'listLlmModels'
  | 'createLlmModel'
  | 'testLlmModel'
  | 'getLlmModel'
  | 'updateLlmModel'
  | 'deleteLlmModel'
  | 'setDefaultLlmModel'
  | 'listEmbeddingModels'
  | 'createEmbeddingModel'
  | 'testEmbeddingModel'
  | 'getEmbeddingModel'
  | 'updateEmbeddingModel'
  | 'deleteEmbeddingModel'
  | 'setDefaultEmbeddingModel'
> = {
  listModelPresets: () => listPresets(),
  discoverModels: ({ runtime, signal }) => discoverModels(runtime, signal),
  listAvailableModels: async ({ runtime, body, signal }) => ({
    models: await listAvailableModels(runtime, body, signal),
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

interface ModelCall {
  runtime: Runtime;
  params: { name: string };
  body: ModelInput;
  signal: AbortSignal;
}

/** The handlers for models of one kind. */
function operations(kind: ModelKind) {
  const save = async (runtime: Runtime, input: ModelInput, done: string): Promise<ModelSaved> => {
    const saved = await changeModel(runtime, kind, input);
    return { message: `${kind} model ${done} successfully`, ...saved };
  };
  return {
    list: ({ runtime }: Pick<ModelCall, 'runtime'>) => runtime.storage.models.list(kind),
    get: ({ runtime, params }: Pick<ModelCall, 'runtime' | 'params'>) =>
      findModel(runtime.storage, kind, params.name),
    create: ({ runtime, body }: Pick<ModelCall, 'runtime' | 'body'>) =>
      save(runtime, body, 'saved'),
    update: async ({ runtime, params, body }: Omit<ModelCall, 'signal'>) => {
      if (params.name !== body.name) throw otherName(params.name, body.name);
      return save(runtime, body, 'updated');
    },
    delete: async ({ runtime, params }: Pick<ModelCall, 'runtime' | 'params'>) => {
      await deleteModel(runtime, kind, params.name);
      return { message: `${kind} model deleted successfully` };
    },
    setDefault: async ({ runtime, params }: Pick<ModelCall, 'runtime' | 'params'>) => {
      const { id } = await findModel(runtime.storage, kind, params.name);
      await runtime.storage.models.setDefault(id);
      return { message: `${kind} model set as default successfully` };
    },
    test: ({ runtime, body, signal }: Omit<ModelCall, 'params'>) =>
      testModel(runtime, kind, body, signal),
  };
}

function otherName(path: string, body: string): ValidationError {
  return new ValidationError('name in path must match name in body', {
    code: 'name_mismatch',
    detail: { path, body },
  });
}
