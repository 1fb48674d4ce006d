import { existsSync } from 'node:fs';
import { checkIntegrity, openStorage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { databaseOf } from '../database-of.js';
import type { ModelSettings } from '../models/read-model-settings.js';
import { checkStoredKeys, createKeyVault } from '../secrets/key-vault.js';
import { checkModelSettings } from './check-model-settings.js';
import type { Finding } from './finding.js';

/** Whether the database is whole and of this version. It is only read. */
export async function checkDatabase(config: RuntimeConfig): Promise<Omit<Finding, 'name'>> {
  if (isMissing(config)) return { status: 'ok', message: 'It is made at the first start' };
  if (config.databaseUrl === undefined) {
    const { problems, dangling } = await checkIntegrity(config.databasePath);
    const [first] = problems;
    const count = problems.length + dangling.length;
    if (count > 0) {
      const broken = first ?? `a row of ${dangling[0]?.table} refers to one that is not there`;
      return {
        status: 'error',
        message: `${config.databasePath} is damaged (${count} problems): ${broken}`,
        fix: 'Stop the server and go back to a backup: dgf restore.',
      };
    }
  }
  await using storage = await openStorage({ ...databaseOf(config), readOnly: true });
  await storage.ping();
  const place = config.databaseUrl === undefined ? config.databasePath : 'PostgreSQL';
  return { status: 'ok', message: `${place} is whole` };
}

/** Whether there is a model that writes, and stored keys can be read. */
export async function checkModels(config: RuntimeConfig): Promise<Omit<Finding, 'name'>> {
  const none = {
    status: 'warning',
    message: 'Only the demo model, which is not an AI',
    fix: 'Configure one: dgf models add.',
  } as const;
  if (isMissing(config)) return none;
  await using storage = await openStorage({ ...databaseOf(config), readOnly: true });
  await checkStoredKeys(storage, config);
  const models = await storage.models.list('llm');
  const real = models.filter(({ provider }) => provider !== 'demo');
  if (real.length === 0) return none;
  const standard = models.find(({ is_default }) => is_default)?.name ?? 'none';
  return { status: 'ok', message: `${real.length} configured, ${standard} is the default` };
}

/** Whether the default model is the one that `LLM_*` describe. */
export async function compareModels(
  config: RuntimeConfig,
  settings: ModelSettings,
): Promise<Omit<Finding, 'name'>> {
  if (isMissing(config)) {
    return { status: 'ok', message: 'They configure a model at the first start' };
  }
  await using storage = await openStorage({ ...databaseOf(config), readOnly: true });
  return await checkModelSettings({ storage, vault: createKeyVault(config) }, settings);
}

function isMissing({ databaseUrl, databasePath }: RuntimeConfig): boolean {
  return databaseUrl === undefined && !existsSync(databasePath);
}
