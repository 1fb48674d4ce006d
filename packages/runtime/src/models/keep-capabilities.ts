import type { JsonObject, Model } from '@datagenflow/contracts';
import {
  capabilityKey,
  resolveEndpoint,
  type CapabilityStore,
  type FormatLevel,
} from '@datagenflow/llm';
import type { ModelStore } from '@datagenflow/storage';

type Models = Pick<ModelStore, 'list' | 'readCapabilities' | 'saveCapabilities'>;

/**
 * What was found out about endpoints, kept with the models that are there: the process before has
 * found out for this one too. What can’t be stored holds as long as this one lives.
 */
export async function keepCapabilities(models: Models): Promise<CapabilityStore> {
  const levels = new Map<string, FormatLevel>();
  for (const { id } of await models.list('llm')) {
    const stored = (await models.readCapabilities(id)) ?? {};
    for (const [key, level] of Object.entries(stored)) levels.set(key, level as FormatLevel);
  }
  return {
    readFormatLevel: async (key) => levels.get(key),
    writeFormatLevel: async (key, level) => {
      levels.set(key, level);
      await store(models, key, level).catch(() => undefined);
    },
  };
}

async function store(models: Models, key: string, level: FormatLevel): Promise<void> {
  for (const model of await models.list('llm')) {
    if (!isAbout(key, model)) continue;
    const known: JsonObject = (await models.readCapabilities(model.id)) ?? {};
    await models.saveCapabilities(model.id, { ...known, [key]: level });
  }
}

function isAbout(key: string, { provider, endpoint, model_name }: Model): boolean {
  if (provider === 'demo') return false;
  const own = capabilityKey(resolveEndpoint(provider, endpoint).baseUrl, model_name);
  return key === own || key.startsWith(`${own}#`);
}
