import type { Model } from '@datagenflow/contracts';
import { resolveEndpoint } from '@datagenflow/llm';
import type { ModelSettings } from '../models/read-model-settings.js';
import type { Runtime } from '../runtime.js';
import type { Finding } from './finding.js';

type Parts = Pick<Runtime, 'storage' | 'vault'>;

const LIST = new Intl.ListFormat('en');

/**
 * Whether the default model is the one that `LLM_*` describe. They count only while none is
 * configured, so that a later difference is easily overlooked. Tells no key.
 * @throws ConfigError when the stored key can't be read
 */
export async function checkModelSettings(
  parts: Parts,
  settings: ModelSettings,
): Promise<Omit<Finding, 'name'>> {
  const models = await parts.storage.models.list('llm');
  const model = models.find(({ is_default }) => is_default);
  if (model === undefined || models.every(({ provider }) => provider === 'demo')) {
    return { status: 'ok', message: 'They configure a model at the next start' };
  }
  const differences = await findDifferences(parts, settings, model);
  if (differences.length === 0) {
    return { status: 'ok', message: `They describe the default model, '${model.name}'` };
  }
  return {
    status: 'warning',
    message: `LLM_* count only while no model is configured, and the default model '${model.name}' has another ${LIST.format(differences)}`,
    fix: 'Change the default model with dgf models add or dgf models default, or take LLM_* out of the environment.',
  };
}

async function findDifferences(
  { storage, vault }: Parts,
  settings: ModelSettings,
  model: Model,
): Promise<string[]> {
  const sealed = settings.apiKey && (await storage.models.readKey(model.id));
  const key = sealed?.envelope ? await vault.open(sealed.envelope, model) : undefined;
  const [wanted, there] = [addressOf(settings), addressOf(model)];
  return [
    ...(wanted === there ? [] : [`endpoint (${there}, not ${wanted})`]),
    ...(settings.modelName === model.model_name
      ? []
      : [`model (${model.model_name}, not ${settings.modelName})`]),
    ...(settings.apiKey === undefined || settings.apiKey.equals(key) ? [] : ['key']),
  ];
}

function addressOf({ provider, endpoint }: Pick<Model, 'provider' | 'endpoint'>): string {
  return provider === 'demo' ? 'none' : resolveEndpoint(provider, endpoint).baseUrl;
}
