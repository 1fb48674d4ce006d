import type { RuntimeConfig } from '../config.js';
import { checkStoredKeys } from '../secrets/key-vault.js';
import type { Finding } from './finding.js';
import { openToRead } from './open-to-read.js';

const NONE = {
  status: 'warning',
  message: 'Only the demo model, which is not an AI',
  fix: 'Configure one: dgf models add.',
} as const;

/** Whether there is a model that writes, and stored keys can be read. */
export async function checkStoredModels(config: RuntimeConfig): Promise<Omit<Finding, 'name'>> {
  await using storage = await openToRead(config);
  if (storage === undefined) return NONE;
  await checkStoredKeys(storage, config);
  const models = await storage.models.list('llm');
  const real = models.filter(({ provider }) => provider !== 'demo');
  if (real.length === 0) return NONE;
  const standard = models.find(({ is_default }) => is_default)?.name ?? 'none';
  return { status: 'ok', message: `${real.length} configured, ${standard} is the default` };
}
