import type { Model, ModelKind } from '@datagenflow/contracts';
import { ModelError, type ModelSource, type ResolvedModel } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';

/** The configured models, as the model client wants them. */
export function storedModels({ models }: Pick<Storage, 'models'>): ModelSource {
  return {
    async resolve(kind, name) {
      const known = (await models.list()).filter((model) => model.kind === kind);
      const found = known.find((model) =>
        name === undefined ? model.is_default : model.name === name,
      );
      if (found === undefined) throw unknownModel(kind, name, known);
      return toResolved(found);
    },
  };
}

function toResolved(model: Model): ResolvedModel {
  const { id, kind, name, provider, endpoint, model_name, limits, prices, dimensions } = model;
  return { id, kind, name, provider, endpoint, model_name, limits, prices, dimensions };
}

function unknownModel(kind: ModelKind, name: string | undefined, known: Model[]): ModelError {
  const names = known.map((model) => model.name).join(', ') || 'none';
  const message =
    name === undefined
      ? `No ${kind} model is configured`
      : `${kind} model '${name}' not found. Configured: ${names}.`;
  return new ModelError('model_not_found', message, { detail: { name: name ?? null } });
}
