import type { RuntimeConfig } from '../config.js';
import type { Runtime } from '../runtime.js';
import { checkDataDir, checkFileSystem } from './check-data-dir.js';
import { checkDatabase, checkModels, compareModels } from './check-database.js';
import { checkModelSettings } from './check-model-settings.js';
import { examine, type Finding } from './finding.js';

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
    await examine('Models', () => checkModels(config)),
    ...(model === undefined ? [] : [await examine('LLM_*', () => compareModels(config, model))]),
  ];
}

/** What to know of the settings of a runtime that is up, where something is to be known. */
export async function examineRuntime({ config: { model }, ...parts }: Parts): Promise<Finding[]> {
  if (model === undefined) return [];
  const finding = await examine('LLM_*', () => checkModelSettings(parts, model));
  return finding.status === 'ok' ? [] : [finding];
}
