import type { RuntimeConfig } from '../config.js';
import { checkDataDir, checkFileSystem } from './check-data-dir.js';
import { checkDatabase, checkModels } from './check-database.js';
import { examine, type Finding } from './finding.js';

/** Looks at what a config names, without changing anything. A server may be up. */
export async function examineSetup(config: RuntimeConfig): Promise<Finding[]> {
  return [
    await examine('Data directory', () => checkDataDir(config.dataDir)),
    ...(config.databaseUrl === undefined
      ? [await examine('File system', () => checkFileSystem(config.dataDir))]
      : []),
    await examine('Database', () => checkDatabase(config)),
    await examine('Models', () => checkModels(config)),
  ];
}
