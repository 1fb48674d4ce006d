import { systemClock } from '@datagenflow/contracts';
import { acquireInstanceLock, openStorage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { databaseOf } from '../database-of.js';
import type { Runtime } from '../runtime.js';
import { checkStoredKeys, createKeyVault } from '../secrets/key-vault.js';
import { ensureModels } from './ensure-models.js';

/** What it takes to configure models: a runtime without blocks and jobs. */
export type ModelSetup = Pick<Runtime, 'storage' | 'vault' | 'clock'> & AsyncDisposable;

/**
 * Opens the configured models of a data directory.
 * @throws ConflictError `instance_locked`; ConfigError `master_key_wrong`
 */
export async function openModels(config: RuntimeConfig): Promise<ModelSetup> {
  await using parts = new AsyncDisposableStack();
  parts.use(await acquireInstanceLock(config.dataDir));
  const storage = parts.use(await openStorage(databaseOf(config)));
  const vault = createKeyVault(config);
  await checkStoredKeys(storage, config);
  await ensureModels({ storage, vault }, config.model);
  const held = parts.move();
  return { storage, vault, clock: systemClock, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
