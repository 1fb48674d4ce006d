import type { Model, ModelInput, ModelKind } from '@datagenflow/contracts';
import type { ModelChange, SealKey } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';
import { readKnown } from './find-model.js';
import type { Connection } from './plan-connection.js';
import { planModel } from './plan-model.js';

/** A model that was saved. */
export interface SavedModel {
  model: Model;
  /** True when its key was removed because it belongs to another endpoint. */
  key_removed: boolean;
}

/**
 * Configures a model, or changes the one of that name. The first one that is no demo becomes the
 * default of its kind.
 * @throws ConfigError, ModelError for what is wrong with it
 */
export async function saveModel(
  { storage, vault }: Pick<Runtime, 'storage' | 'vault'>,
  kind: ModelKind,
  input: ModelInput,
): Promise<SavedModel> {
  const known = await readKnown(storage, kind, input.name);
  const { model, connection } = planModel(kind, input, known);
  const others = (await storage.models.list(kind)).filter(({ id }) => id !== known.model?.id);
  const isFirst = model.provider !== 'demo' && others.every(({ provider }) => provider === 'demo');
  const isNewcomer = known.model === null || known.model.provider === 'demo';
  const is_default = isFirst && isNewcomer ? true : input.is_default;
  const { key } = connection;
  const seal =
    key.kind === 'given' ? await vault.prepare(key.secret, connection.origin) : undefined;
  if (known.model === null) {
    const created = { ...model, is_default: is_default ?? false };
    return { model: await storage.models.create(created, seal), key_removed: false };
  }
  const change: ModelChange = {
    ...model,
    ...(is_default === undefined ? {} : { is_default }),
    ...keyChange(connection, seal),
  };
  return {
    model: await storage.models.update(known.model.id, change),
    key_removed: key.kind === 'lost' && known.key?.envelope !== null,
  };
}

function keyChange({ key }: Connection, seal: SealKey | undefined): Pick<ModelChange, 'key'> {
  switch (key.kind) {
    case 'kept':
      return {};
    case 'lost':
      return { key: () => ({ envelope: null, last4: '', origin: key.origin }) };
    default:
      return { key: seal ?? null };
  }
}
