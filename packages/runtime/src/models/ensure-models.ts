import type { ModelKind } from '@datagenflow/contracts';
import type { Storage } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';
import type { ModelSettings } from './read-model-settings.js';
import { saveModel } from './save-model.js';

const KINDS: readonly ModelKind[] = ['llm', 'embedding'];

/** Configures the model that the environment names, while none but the demo is configured. */
export async function ensureModels(
  parts: Pick<Runtime, 'storage' | 'vault'>,
  settings: ModelSettings | undefined,
): Promise<void> {
  await ensureDemo(parts.storage);
  if (settings === undefined) return;
  const known = await parts.storage.models.list('llm');
  if (known.some(({ provider }) => provider !== 'demo')) return;
  const { provider, endpoint, modelName, apiKey } = settings;
  await saveModel(parts, 'llm', {
    name: 'default',
    provider,
    endpoint,
    model_name: modelName,
    ...(apiKey === undefined ? {} : { api_key: apiKey.reveal() }),
  });
}

/** Configures the demo model for each kind that has no model. */
export async function ensureDemo({ models }: Pick<Storage, 'models'>): Promise<void> {
  const known = await models.list();
  for (const kind of KINDS) {
    if (known.some((model) => model.kind === kind)) continue;
    await models.create({
      kind,
      name: 'demo',
      provider: 'demo',
      endpoint: '',
      model_name: 'demo',
      dimensions: null,
      limits: {},
      prices: { input: 0, output: 0 },
      is_default: true,
    });
  }
}
