import { acquireInstanceLock, openStorage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { databaseOf } from '../database-of.js';

/**
 * Removes every stored key, without the master key they were encrypted with. Answers with the
 * names of the models that had one.
 * @throws ConflictError `instance_locked` when another instance uses the data directory
 */
export async function forgetKeys(config: RuntimeConfig): Promise<string[]> {
  await using opened = new AsyncDisposableStack();
  opened.use(await acquireInstanceLock(config.dataDir));
  const storage = opened.use(await openStorage(databaseOf(config)));
  const known = (await storage.models.list()).filter(({ api_key }) => api_key.is_set);
  for (const { id } of known) await storage.models.update(id, { key: null });
  return known.map(({ name }) => name);
}
