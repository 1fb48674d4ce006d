import type { RuntimeConfig } from '../config.js';
import type { ModelSettings } from '../models/read-model-settings.js';
import type { Runtime } from '../runtime.js';
import { createKeyVault } from '../secrets/key-vault.js';
import { checkDataDir, checkFileSystem } from './check-data-dir.js';
import { checkDatabase } from './check-database.js';
import { checkModelSettings } from './check-model-settings.js';
import { checkStoredModels } from './check-stored-models.js';
import { examine, type Finding } from './finding.js';
import { openToRead } from './open-to-read.js';

type Parts = Pick<Runtime, 'config' | 'storage' | 'vault'>;

/** Looks at what a config names, without changing anything. A server may be up. */
export async function examineSetup(config: RuntimeConfig): Promise<Finding[]> {
  const { model } = config;
  return [
    await examine('Data directory', () => checkDataDir(config.dataDir)),
    ...(config.databaseUrl === undefined
      ? [await examine('File system', () => checkFileSystem(config.dataDir))]
      : []),
    await examine('Database', () => checkDatabase(config)),
    await examine('Models', () => checkStoredModels(config)),
    ...(model === undefined ? [] : [await examine('LLM_*', () => compareModels(config, model))]),
  ];
}

/** What to know of the settings of a runtime that is up, where something is to be known. */
export async function examineRuntime({ config: { model }, ...parts }: Parts): Promise<Finding[]> {
  if (model === undefined) return [];
  const finding = await examine('LLM_*', () => checkModelSettings(parts, model));
  return finding.status === 'ok' ? [] : [finding];
}

async function compareModels(
  config: RuntimeConfig,
  settings: ModelSettings,
): Promise<Omit<Finding, 'name'>> {
  await using storage = await openToRead(config);
  if (storage === undefined) {
    return { status: 'ok', message: 'They configure a model at the first start' };
  }
  return await checkModelSettings({ storage, vault: createKeyVault(config) }, settings);
}
