import { ConfigError, type Model } from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/llm';
import type { SealKey, Storage } from '@datagenflow/storage';
import { keyIdOf, openEnvelope, sealEnvelope } from './envelope.js';
import {
  makeMasterKey,
  masterKeyFile,
  readMasterKey,
  type MasterKey,
  type MasterKeySettings,
} from './master-key.js';

/** Encrypts and decrypts the keys of models. */
export interface KeyVault {
  /** Prepares to store a key that may be sent to `origin`; makes a master key if there is none. */
  prepare(secret: Secret, origin: string): Promise<SealKey>;
  /** @throws ConfigError `master_key_wrong` or `key_unreadable`, naming the model and the fix */
  open(envelope: string, model: Pick<Model, 'id' | 'name'>): Promise<Secret>;
}

/** A vault whose master key is read when it is first needed; `tell` hears of each key in clear. */
export function createKeyVault(
  settings: MasterKeySettings,
  tell: (secret: Secret) => void = () => undefined,
): KeyVault {
  let known: MasterKey | undefined;
  return {
    async prepare(secret, origin) {
      tell(secret);
      const key = (known ??= await makeMasterKey(settings));
      return (modelId) => ({
        envelope: sealEnvelope(secret, key, ownerOf(modelId)),
        last4: secret.last4,
        origin,
      });
    },
    async open(envelope, model) {
      const key = (known ??= await readMasterKey(settings));
      if (key?.id !== keyIdOf(envelope)) throw wrongMasterKey([model.name], settings);
      try {
        const secret = openEnvelope(envelope, key, ownerOf(model.id));
        tell(secret);
        return secret;
      } catch (cause) {
        throw new ConfigError(
          `The stored key of the model '${model.name}' can’t be read: it was changed in the database. Enter it again.`,
          { code: 'key_unreadable', detail: { model: model.name }, cause },
        );
      }
    },
  };
}

/**
 * Makes sure that stored keys were encrypted with the master key there is now. Changes nothing.
 * @throws ConfigError `master_key_wrong` naming the models and the fix
 */
export async function checkStoredKeys(
  { models }: Pick<Storage, 'models'>,
  settings: MasterKeySettings,
): Promise<void> {
  const key = await readMasterKey(settings);
  const wrong: string[] = [];
  for (const { id, name } of await models.list()) {
    const envelope = (await models.readKey(id))?.envelope ?? null;
    if (envelope !== null && keyIdOf(envelope) !== key?.id) wrong.push(name);
  }
  if (wrong.length > 0) throw wrongMasterKey(wrong, settings);
}

function ownerOf(modelId: number): string {
  return String(modelId);
}

function wrongMasterKey(models: string[], settings: MasterKeySettings): ConfigError {
  const { masterKey, dataDir } = settings;
  const fix =
    masterKey === undefined
      ? `Restore ${masterKeyFile(dataDir)}, or set DATAGENFLOW_MASTER_KEY to the key they were stored with`
      : 'Set DATAGENFLOW_MASTER_KEY to the key they were stored with, or remove it to use the file in the data directory';
  return new ConfigError(
    `The stored keys of ${models.join(', ')} were encrypted with another master key. ${fix}. If it is lost, remove them with: dgf models forget-keys`,
    { code: 'master_key_wrong', detail: { models, setting: 'DATAGENFLOW_MASTER_KEY' } },
  );
}
