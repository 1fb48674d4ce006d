import type { Backup, BackupInput, Pruned, PruneInput } from '@datagenflow/contracts';
import {
  backUp,
  openModels,
  pruneStorage,
  readToken,
  type RuntimeConfig,
} from '@datagenflow/runtime';
import { createApiClient } from '../job-host/create-api-client.js';
import { openLocalOrRemote } from '../job-host/open-local-or-remote.js';

/** Where the database is looked after: in this process, or in a server that is up. */
export interface StorageHost extends AsyncDisposable {
  backUp(input: BackupInput): Promise<Backup>;
  prune(input: PruneInput): Promise<Pruned>;
}

/**
 * The database of a data directory, in this process or in the server that holds it.
 * @throws ConflictError `instance_locked` when what holds it is no server
 */
export function openStorageHost(config: RuntimeConfig): Promise<StorageHost> {
  return openLocalOrRemote(
    () => openHere(config),
    async (url) => {
      const client = createApiClient(url, await readToken(config));
      return {
        backUp: (body) => client.call('POST /api/storage/backup', { body }),
        prune: (body) => client.call('POST /api/storage/prune', { body }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
  );
}

async function openHere(config: RuntimeConfig): Promise<StorageHost> {
  const opened = await openModels(config);
  return {
    backUp: (input) => backUp({ ...opened, config }, input),
    prune: (input) => pruneStorage(opened, input),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
