import { DataGenFlowError, type Model, type ModelKind } from '@datagenflow/contracts';
import { ModelError, type ModelSource, type ResolvedModel, type Secret } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';
import type { KeyVault } from '../secrets/key-vault.js';
import { keyFor, planConnection } from './plan-connection.js';
import { isUnavailable } from './wait-for-models.js';

/**
 * The configured models with their keys, as the model client wants them. Read anew for each call;
 * calls that come while one is being read share it.
 */
export function storedModels({ models }: Pick<Storage, 'models'>, vault: KeyVault): ModelSource {
  const reading = new Map<string, Promise<ResolvedModel>>();
  return {
    resolve(kind, name) {
      const key = JSON.stringify([kind, name]);
      const known = reading.get(key);
      if (known !== undefined) return known;
      const started = read(kind, name).finally(() => reading.delete(key));
      reading.set(key, started);
      return started;
    },
  };

  async function read(kind: ModelKind, name: string | undefined): Promise<ResolvedModel> {
    const known = await models.list(kind);
    const found = known.find((model) =>
      name === undefined ? model.is_default : model.name === name,
    );
    if (found === undefined) throw unknownModel(kind, name, known);
    const apiKey = await readKey(found);
    return { ...toResolved(found), ...(apiKey === undefined ? {} : { apiKey }) };
  }

  async function readKey(model: Model): Promise<Secret | undefined> {
    if (model.provider === 'demo') return undefined;
    try {
      const known = { model, key: await models.readKey(model.id) };
      return await keyFor(planConnection({}, known), known, vault);
    } catch (cause) {
      if (!(cause instanceof DataGenFlowError) || isUnavailable(cause)) throw cause;
      throw new ModelError('credentials', cause.message, { detail: { ...cause.detail }, cause });
    }
  }
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
